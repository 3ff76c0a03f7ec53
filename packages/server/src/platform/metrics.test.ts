import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMetrics, FRESH_MS } from './metrics.ts';
import { silentLog } from './testing.ts';

const figure = { name: 'depth', help: 'How deep.' };

describe('a scrape', () => {
  test('tells every figure with its prefix, labels, help and type', async () => {
    const metrics = createMetrics(silentLog);
    metrics.counter({ name: 'calls_total', help: 'Calls.', labels: ['engine'] }).inc({ engine: 'painter' }, 2);
    metrics.histogram({ name: 'call_seconds', help: 'How long.' }, [0.1, 1]).observe(0.5);
    const text = await metrics.scrape();
    assert.match(text, /# HELP rivya_calls_total Calls\.\n# TYPE rivya_calls_total counter/);
    assert.match(text, /^rivya_calls_total\{engine="painter"\} 2$/m);
    assert.match(text, /^rivya_call_seconds_bucket\{le="0\.1"\} 0$/m);
    assert.match(text, /^rivya_call_seconds_bucket\{le="1"\} 1$/m);
    assert.match(metrics.contentType, /^text\/plain; version=0\.0\.4/);
    assert.deepEqual(metrics.names(), ['rivya_calls_total', 'rivya_call_seconds']);
  });

  test('a label with a line break or a quote cannot make up a figure', async () => {
    const metrics = createMetrics(silentLog);
    metrics.counter({ ...figure, labels: ['name'] }).inc({ name: 'a"} 1\nfake 2' });
    assert.match(await metrics.scrape(), /^rivya_depth\{name="a\\"\} 1\\nfake 2"\} 1$/m);
  });

  test('two of them are strangers to each other', async () => {
    const [one, other] = [createMetrics(silentLog), createMetrics(silentLog)];
    one.gauge(figure).set(1);
    other.gauge(figure).set(2);
    assert.match(await one.scrape(), /^rivya_depth 1$/m);
    assert.match(await other.scrape(), /^rivya_depth 2$/m);
  });

  test('the figures of the process come when they are asked for', async () => {
    const metrics = createMetrics(silentLog);
    assert.equal(metrics.names().length, 0);
    metrics.watchProcess();
    const text = await metrics.scrape();
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      assert.match(text, new RegExp(`^${name} `, 'm'));
    }
  });
});

describe('a reading', () => {
  test('is made before the scrape, and by scrapes that come together only once', async () => {
    const metrics = createMetrics(silentLog);
    const depth = metrics.gauge(figure);
    let reads = 0;
    metrics.beforeScrape({
      name: 'depth',
      read: () => {
        reads += 1;
        return Promise.resolve(() => depth.set(reads));
      },
      forget: () => depth.reset(),
    });
    const texts = await Promise.all([metrics.scrape(), metrics.scrape()]);
    assert.ok(texts.every((text) => /^rivya_depth 1$/m.test(text)));
  });

  test('is made again once it is no longer fresh', async (t) => {
    const metrics = createMetrics(silentLog);
    let nowMs = 0;
    t.mock.method(performance, 'now', () => nowMs);
    let reads = 0;
    const read = () => {
      reads += 1;
      return Promise.resolve(() => undefined);
    };
    metrics.beforeScrape({ name: 'depth', read, forget: () => undefined });
    for (const [atMs, expected] of [
      [0, 1],
      [FRESH_MS - 1, 1],
      [FRESH_MS, 2],
    ] as const) {
      nowMs = atMs;
      await metrics.scrape();
      assert.equal(reads, expected, `at ${atMs} ms`);
    }
  });

  for (const [what, read] of [
    ['throws', () => Promise.reject(new Error('the store is gone'))],
    ['never ends', () => Promise.withResolvers<() => void>().promise],
  ] as const) {
    test(`that ${what} takes its figures back and leaves the others`, async () => {
      const metrics = createMetrics(silentLog, { readMsMax: 10 });
      const up = metrics.gauge({ name: 'up', help: 'Whether it is.' });
      up.set(1);
      metrics.counter({ name: 'calls_total', help: 'Calls.' }).inc();
      metrics.beforeScrape({ name: 'store', read, forget: () => up.set(0) });
      const text = await metrics.scrape();
      assert.match(text, /^rivya_up 0$/m);
      assert.match(text, /^rivya_calls_total 1$/m);
    });
  }
});
