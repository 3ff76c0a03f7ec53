import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMetrics, FRESH_MS } from '../platform/metrics.ts';
import { silentLog } from '../platform/testing.ts';
import { createFigures } from './figures.ts';
import { type GaugeSources, readGaugesFrom } from './read-gauges.ts';

const SOURCES: GaugeSources = {
  readQueues: () => Promise.resolve([{ engine: 'up', queued: 7, oldestMs: 1_500, processing: 3, waitingAgain: 1 }]),
  readEngines: () =>
    Promise.resolve([
      {
        id: 'up',
        models: [],
        credentials: [{ name: 'main', state: 'stopped', pausedUntilMs: 1, tasksInProcess: 2, message: 'unpaid' }],
      },
    ]),
  readBacklog: () => Promise.resolve({ pending: 4, failingEndpoints: 1, overdueMs: 250 }),
  readTotals: () => Promise.resolve({ balance: 100, held: 12, wallets: 2 }),
  readIncidents: () => Promise.resolve(new Map([['purchase_unclear', 2]])),
  canWrite: () => Promise.resolve(true),
  connections: () => ({ open: 5, idle: 2, waiting: 9, max: 10 }),
};

function setUp(sources: GaugeSources) {
  const metrics = createMetrics(silentLog);
  readGaugesFrom(sources, metrics, createFigures(metrics));
  return async () => (await metrics.scrape()).split('\n').filter((line) => line.startsWith('rivya_'));
}

describe('gauges', () => {
  test('tell what the store knows, in seconds, and one state of a credential as 1', async () => {
    const lines = await setUp(SOURCES)();
    for (const line of [
      'rivya_queue_depth{engine="up"} 7',
      'rivya_queue_oldest_seconds{engine="up"} 1.5',
      'rivya_tasks_in_process{engine="up"} 3',
      'rivya_tasks_waiting_again{engine="up"} 1',
      'rivya_credential_state{engine="up",credential="main",state="open"} 0',
      'rivya_credential_state{engine="up",credential="main",state="stopped"} 1',
      'rivya_credential_tasks{engine="up",credential="main"} 2',
      'rivya_webhook_deliveries_pending 4',
      'rivya_webhook_endpoints_failing 1',
      'rivya_webhook_overdue_seconds 0.25',
      'rivya_credits_available 100',
      'rivya_credits_held 12',
      'rivya_incidents_open{kind="purchase_unclear"} 2',
      'rivya_store_up 1',
      'rivya_store_connections{state="busy"} 3',
      'rivya_store_connections{state="idle"} 2',
      'rivya_store_connections{state="waiting"} 9',
      'rivya_store_connections_max 10',
    ]) {
      assert.ok(lines.includes(line), line);
    }
  });

  test('a store that can be read and not written is not up', async () => {
    const lines = await setUp({ ...SOURCES, canWrite: () => Promise.resolve(false) })();
    assert.ok(lines.includes('rivya_store_up 0'));
    assert.ok(lines.includes('rivya_credits_held 12'));
  });

  test('what the store told before it was gone is not told any more, and is again once it is back', async (t) => {
    let nowMs = 0;
    t.mock.method(performance, 'now', () => nowMs);
    const store = { isGone: false };
    const canWrite = () => (store.isGone ? Promise.reject(new Error('gone')) : Promise.resolve(true));
    const scrape = setUp({ ...SOURCES, canWrite });
    const told = async () => {
      nowMs += FRESH_MS;
      const lines = await scrape();
      return ['rivya_credits_held 12', 'rivya_queue_depth{engine="up"} 7', 'rivya_store_up 1'].filter((line) =>
        lines.includes(line),
      ).length;
    };
    assert.equal(await told(), 3);
    store.isGone = true;
    assert.equal(await told(), 0);
    store.isGone = false;
    assert.equal(await told(), 3);
  });

  test('an incident that was closed is not told with its last count', async (t) => {
    let nowMs = 0;
    t.mock.method(performance, 'now', () => nowMs);
    let open = new Map([['task_stuck', 1]]);
    const scrape = setUp({ ...SOURCES, readIncidents: () => Promise.resolve(open) });
    assert.ok((await scrape()).some((line) => line.includes('task_stuck')));
    open = new Map();
    nowMs = FRESH_MS;
    assert.ok(!(await scrape()).some((line) => line.includes('task_stuck')));
  });
});
