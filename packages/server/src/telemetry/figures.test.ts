import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createMetrics, type Figure, type Metrics } from '../platform/metrics.ts';
import { silentLog } from '../platform/testing.ts';
import { createFigures } from './figures.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const DASHBOARD = readFileSync(join(ROOT, 'deploy/grafana/rivya.json'), 'utf8');
const GUIDE = readFileSync(join(ROOT, 'docs/guides/observe.md'), 'utf8');

const metrics = createMetrics(silentLog);
const labelsOf = new Map<string, readonly string[]>();
createFigures(withLabelsNoted());
const own = metrics.names();
metrics.watchProcess();
const names = new Set(metrics.names());

function withLabelsNoted(): Metrics {
  const note = ({ name, labels = [] }: Figure<string>) => labelsOf.set(`rivya_${name}`, labels);
  return {
    ...metrics,
    counter(figure) {
      note(figure);
      return metrics.counter(figure);
    },
    gauge(figure) {
      note(figure);
      return metrics.gauge(figure);
    },
    boundHistogram(figure, buckets) {
      note(figure);
      return metrics.boundHistogram(figure, buckets);
    },
    histogram(figure, buckets) {
      note(figure);
      return metrics.histogram(figure, buckets);
    },
  };
}

/** Names of figures in a text, without what a histogram adds to them. */
function namesIn(text: string): ReadonlySet<string> {
  const found = text.match(/\b(?:rivya|nodejs|process)_[a-z0-9_]+/g) ?? [];
  return new Set(found.map((name) => (names.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, ''))));
}

const foreign = (text: string) => [...namesIn(text)].filter((name) => !names.has(name));

describe('the dashboard', () => {
  test('uses no figure that does not exist', () => {
    assert.ok(namesIn(DASHBOARD).size > 20);
    assert.deepEqual(foreign(DASHBOARD), []);
  });

  test('shows every figure of the server', () => {
    const shown = namesIn(DASHBOARD);
    assert.deepEqual(
      own.filter((name) => !shown.has(name)),
      [],
    );
  });

  test('has a title, a question and a place of its own for every panel', () => {
    const { panels }: { panels: readonly { id: number; title: string; type: string; targets?: readonly object[] }[] } =
      JSON.parse(DASHBOARD);
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    for (const { title, type, targets = [] } of panels) {
      assert.notEqual(title, '');
      assert.equal(targets.length > 0, type !== 'row', title);
    }
  });
});

describe('the guide', () => {
  test('explains every figure of the server, and none that does not exist', () => {
    const explained = namesIn(GUIDE);
    assert.deepEqual(
      own.filter((name) => !explained.has(name)),
      [],
    );
    assert.deepEqual(foreign(GUIDE), []);
  });

  test('names the labels that each figure has', () => {
    assert.equal(labelsOf.size, own.length);
    for (const [name, labels] of labelsOf) {
      const row = GUIDE.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``));
      assert.deepEqual(row?.split('|')[2]?.match(/\w+/g) ?? [], labels, name);
    }
  });
});

test('names follow the conventions of Prometheus: a unit or _total at the end, words in lower case', async () => {
  const text = await metrics.scrape();
  for (const name of own) {
    const isCounter = text.includes(`# TYPE ${name} counter`);
    assert.equal(name.endsWith('_total'), isCounter, name);
    assert.match(name, /^rivya_[a-z]+(?:_[a-z]+)*$/);
  }
});
