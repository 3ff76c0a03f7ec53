import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Histogram, Registry } from 'prom-client';
import { BoundHistogram } from './bound-histogram.ts';

const OPTIONS = { name: 'seconds', help: 'How long.', labelNames: ['route'], buckets: [0.1, 1] };

test('it writes what the histogram it stands in for writes, value by value', async () => {
  const [own, other] = [new Registry(), new Registry()];
  const bound = new BoundHistogram<string>({ ...OPTIONS, registers: [own] });
  const plain = new Histogram<string>({ ...OPTIONS, registers: [other] });
  for (const route of ['/a', '/b']) {
    const series = bound.bind({ route });
    for (const value of [0, 0.05, 0.1, 0.100001, 1, 1.5, 70]) {
      series.observe(value);
      plain.observe({ route }, value);
    }
  }
  assert.match(await own.metrics(), /^seconds_bucket\{le="1",route="\/b"\} 5$/m);
  assert.equal(await own.metrics(), await other.metrics());
});

test('without a value it has its name and no line', async () => {
  const registry = new Registry();
  const bound = new BoundHistogram<string>({ ...OPTIONS, registers: [registry] });
  assert.equal(await registry.metrics(), '# HELP seconds How long.\n# TYPE seconds histogram\n');
  bound.bind({ route: '/a' });
  assert.match(await registry.metrics(), /^seconds_count\{route="\/a"\} 0$/m);
});
