import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDashscopeSimulator, startKieSimulator } from './index.ts';

test('simulators run side by side, each host on a port of its own, and free them', async () => {
  const simulators = [await startDashscopeSimulator(), await startDashscopeSimulator(), await startKieSimulator()];
  const origins = simulators.flatMap(({ baseUrl, resultOrigin }) => [new URL(baseUrl).origin, resultOrigin]);
  assert.equal(new Set(origins).size, 6);
  for (const { baseUrl } of simulators) assert.match(baseUrl, /^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/);
  await Promise.all(simulators.map((simulator) => simulator.close()));
  for (const origin of origins) await assert.rejects(fetch(origin));
});

test('a port that is taken is refused', async (t) => {
  const first = await startDashscopeSimulator();
  t.after(() => first.close());
  const port = Number(new URL(first.baseUrl).port);
  await assert.rejects(startDashscopeSimulator({ port }), { code: 'EADDRINUSE' });
  await assert.rejects(startKieSimulator({ port }), { code: 'EADDRINUSE' });
});

test('closing ends what hangs', async () => {
  const simulator = await startDashscopeSimulator();
  simulator.inject('query', { kind: 'hang' });
  simulator.inject('list', { kind: 'slow_headers', ms: 3_600_000 });
  const headers = { authorization: `Bearer ${simulator.key}` };
  const calls = [fetch(`${simulator.baseUrl}/tasks/x`, { headers }), fetch(`${simulator.baseUrl}/tasks/`, { headers })];
  const ended = Promise.all(calls.map((call) => assert.rejects(call)));
  while (simulator.requests().list === 0 || simulator.requests().query === 0)
    await new Promise((next) => setImmediate(next));
  await simulator.close();
  await ended;
});
