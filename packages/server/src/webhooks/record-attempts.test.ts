import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/units.ts';
import type { Outcome } from './attempt-delivery.ts';
import { claimDeliveries } from './claim-deliveries.ts';
import { revokeDeliveries } from './delivery-store.ts';
import { recordAttempts } from './record-attempts.ts';
import type { Attempt } from './states.ts';
import { openScene, type Scene } from './testing-deliveries.ts';

const HOOK = 'https://hooks.example.com/';

describe('the health of an endpoint', () => {
  test('a failure begins a run, the next ones continue it, a success ends it', async (t) => {
    const { scene, id, attempt } = await open(t);
    const startedAtMs = scene.clock.now();
    await attempt({ status: 500 });
    scene.clock.advance(HOUR_MS);
    await attempt({ status: 500 });
    const failing = await scene.endpoint(id);
    assert.equal(failing.failing_since, startedAtMs);
    assert.equal(failing.failure_count, 2);
    assert.equal(failing.last_failure_at, startedAtMs + HOUR_MS);
    await attempt({ status: 200 });
    const healthy = await scene.endpoint(id);
    assert.equal(healthy.failing_since, null);
    assert.equal(healthy.failure_count, 0);
    assert.equal(healthy.last_success_at, startedAtMs + HOUR_MS);
    assert.equal(healthy.last_failure_at, startedAtMs + HOUR_MS, 'stays as history');
  });

  test('five days of nothing but failure disable it, a moment less does not', async (t) => {
    const { scene, id, attempt } = await open(t);
    for (let day = 0; day < 5; day += 1) {
      assert.deepEqual(await attempt({ status: 500 }), []);
      scene.clock.advance(day < 4 ? DAY_MS : DAY_MS - 1);
    }
    assert.deepEqual(await attempt({ status: 500 }), []);
    assert.equal((await scene.endpoint(id)).status, 'active');
    scene.clock.advance(1);
    const [disabled] = await attempt({ status: 500 });
    assert.equal(disabled?.id, id);
    const { status, disabled_reason, disabled_at } = await scene.endpoint(id);
    assert.deepEqual([status, disabled_reason, disabled_at], ['disabled', 'failing', scene.clock.now()]);
  });

  test('one success within the five days starts them anew', async (t) => {
    const { scene, id, attempt } = await open(t);
    for (let day = 0; day < 9; day += 1) {
      await attempt({ status: day === 4 ? 200 : 500 });
      scene.clock.advance(DAY_MS);
    }
    assert.equal((await scene.endpoint(id)).status, 'active');
  });

  test('failures with more than two days between them begin a new run', async (t) => {
    const { scene, id, attempt } = await open(t);
    for (let turn = 0; turn < 4; turn += 1) {
      await attempt({ status: 500 });
      scene.clock.advance(2 * DAY_MS + 1);
    }
    const { status, failure_count } = await scene.endpoint(id);
    assert.deepEqual([status, failure_count], ['active', 4]);
    await attempt({ status: 500 });
    assert.equal((await scene.endpoint(id)).failing_since, scene.clock.now());
  });

  test('failures exactly two days apart are one run', async (t) => {
    const { scene, id, attempt } = await open(t);
    for (let turn = 0; turn < 4; turn += 1) {
      await attempt({ status: 500 });
      scene.clock.advance(2 * DAY_MS);
    }
    assert.equal((await scene.endpoint(id)).disabled_reason, 'failing');
  });

  test('410 disables at once, and what waits is kept', async (t) => {
    const { scene, id, attempt } = await open(t);
    const [disabled] = await attempt({ status: 410 });
    assert.equal(disabled?.disabled_reason, 'gone');
    const { status, due_at } = await scene.endpoint(id);
    assert.deepEqual([status, due_at], ['disabled', null]);
    assert.equal((await scene.delivery(id)).status, 'pending');
  });

  test('410 of an address that its owner has replaced meanwhile is not held against the new one', async (t) => {
    const { scene, id, attempt } = await open(t);
    const disabled = await attempt({ status: 410 }, () => scene.change(id, { url: 'https://new.example.com/' }));
    assert.deepEqual(disabled, []);
    const { status, failing_since, failure_count } = await scene.endpoint(id);
    assert.deepEqual([status, failing_since, failure_count], ['active', null, 0]);
    assert.equal((await scene.delivery(id)).attempt_count, 1);
  });

  test('410 does not change why its owner disabled it', async (t) => {
    const { scene, id, attempt } = await open(t);
    const disabled = await attempt({ status: 410 }, () =>
      scene.change(id, { status: 'disabled', disabled_reason: 'requested', disabled_at: 1 }),
    );
    assert.deepEqual(disabled, []);
    assert.equal((await scene.endpoint(id)).disabled_reason, 'requested');
  });
});

describe('Retry-After', () => {
  for (const status of [429, 503]) {
    test(`with ${status} holds everything for the endpoint`, async (t) => {
      const { scene, id, attempt } = await open(t);
      await attempt({ status, retryAfterMs: HOUR_MS });
      await scene.publish();
      assert.equal((await scene.endpoint(id)).due_at, scene.clock.now() + HOUR_MS);
      assert.deepEqual(await claim(scene, 'lease_2'), []);
      scene.clock.advance(HOUR_MS - 1);
      assert.deepEqual(await claim(scene, 'lease_2'), []);
      scene.clock.advance(1);
      assert.equal((await claim(scene, 'lease_2')).length, 1);
    });
  }

  test('with any other status holds the one delivery', async (t) => {
    const { scene, id, attempt } = await open(t);
    await attempt({ status: 500, retryAfterMs: HOUR_MS });
    assert.equal((await scene.delivery(id)).next_attempt_at, scene.clock.now() + HOUR_MS);
    await scene.publish();
    assert.equal((await claim(scene, 'lease_2')).length, 1);
  });

  test('shorter than the schedule changes nothing', async (t) => {
    const { scene, id, attempt } = await open(t);
    await attempt({ status: 429, retryAfterMs: 0 });
    const { next_attempt_at: nextAtMs } = await scene.delivery(id);
    assert.ok((nextAtMs ?? 0) >= scene.clock.now() + 5 * SECOND_MS);
  });

  test('of deliveries that were side by side the longest hold counts, and a success among them does not lift it', async (t) => {
    const scene = await openScene(t);
    const { id } = await scene.addEndpoint(HOOK);
    await scene.publish(4);
    const claimed = await claim(scene, 'lease_1');
    const nowMs = scene.clock.now();
    const results = [
      { status: 503, retryAfterMs: HOUR_MS },
      { status: 429, retryAfterMs: MINUTE_MS },
      { status: 200 },
      { status: 500 },
    ];
    const finished = claimed.map(({ delivery }, index) => ({
      ...{ delivery, claim: 'lease_1', url: HOOK },
      outcome: outcomeOf(results[index] ?? { status: 0 }, nowMs),
    }));
    await scene.db.transaction((tx) => recordAttempts(tx, finished.slice(0, 3), nowMs));
    assert.equal((await scene.endpoint(id)).held_until, nowMs + HOUR_MS);
    await scene.db.transaction((tx) => recordAttempts(tx, finished.slice(3), nowMs));
    assert.equal((await scene.endpoint(id)).due_at, nowMs + HOUR_MS);
  });
});

describe('an attempt whose claim was lost', () => {
  const losses: readonly (readonly [string, (scene: Scene, id: string) => Promise<unknown>])[] = [
    [
      'to another sender after its time',
      async (scene) => {
        scene.clock.advance(MINUTE_MS);
        assert.equal((await claim(scene, 'lease_2')).length, 1);
      },
    ],
    [
      'because its endpoint was deleted',
      async (scene, id) => {
        await scene.db.transaction((tx) => revokeDeliveries(tx, id, scene.clock.now()));
        await scene.change(id, { status: 'revoked', revoked_at: scene.clock.now() });
      },
    ],
  ];
  for (const [why, lose] of losses) {
    for (const status of [200, 500, 410]) {
      test(`${why} changes nothing: ${status}`, async (t) => {
        const { scene, id, attempt } = await open(t);
        let before: unknown;
        const disabled = await attempt({ status }, async () => {
          await lose(scene, id);
          before = [await scene.endpoint(id), await scene.deliveries(id)];
        });
        assert.deepEqual(disabled, []);
        assert.deepEqual([await scene.endpoint(id), await scene.deliveries(id)], before);
      });
    }
  }

  test('because its time has passed and nobody took it still counts', async (t) => {
    const { scene, id, attempt } = await open(t);
    await attempt({ status: 200 }, () => Promise.resolve(scene.clock.advance(HOUR_MS)));
    assert.equal((await scene.delivery(id)).status, 'succeeded');
  });
});

describe('a delivery', () => {
  test('has eleven attempts, kept in order, and has failed then', async (t) => {
    const { scene, id, attempt } = await open(t);
    for (let count = 1; count <= 11; count += 1) {
      await attempt({ status: 500 + count });
      const { attempt_count, tries, due_at: dueAtMs } = await scene.delivery(id);
      scene.clock.advance(Math.max(0, (dueAtMs ?? 0) - scene.clock.now()));
      assert.equal(attempt_count, count);
      assert.deepEqual(
        tries.map(({ responseStatus }) => responseStatus),
        Array.from({ length: count }, (_, index) => 501 + index),
      );
    }
    const { status, next_attempt_at, due_at, claim, completed_at } = await scene.delivery(id);
    assert.deepEqual([status, next_attempt_at, due_at, claim], ['failed', null, null, null]);
    assert.equal(completed_at, scene.clock.now());
    assert.equal((await scene.endpoint(id)).status, 'active');
    assert.equal((await scene.endpoint(id)).due_at, null);
  });
});

/** An endpoint, and a way to make attempts: each claims what is due, or something new, and records what came of it. */
async function open(t: TestContext) {
  const scene = await openScene(t);
  const { id } = await scene.addEndpoint(HOOK);
  const attempt = async (result: Result, between: () => Promise<unknown> = () => Promise.resolve()) => {
    if (((await scene.endpoint(id)).due_at ?? Number.POSITIVE_INFINITY) > scene.clock.now()) await scene.publish();
    const [one] = await claim(scene, 'lease_1', 1);
    assert.ok(one, 'something is due');
    const outcome = outcomeOf(result, scene.clock.now());
    await between();
    const finished = { delivery: one.delivery, claim: 'lease_1', url: HOOK, outcome };
    return await scene.db.transaction((tx) => recordAttempts(tx, [finished], scene.clock.now()));
  };
  return { scene, id, attempt };
}

function claim(scene: Scene, name: string, count = 100) {
  const room = { all: count, failing: count, underWay: new Map<string, number>() };
  return scene.db.transaction((tx) => claimDeliveries(tx, { nowMs: scene.clock.now(), claim: name, room }));
}

type Result = { readonly status: number; readonly retryAfterMs?: number };

function outcomeOf({ status, retryAfterMs }: Result, startedAtMs: number): Outcome {
  const error: Attempt['error'] = status === 200 ? null : 'http_status';
  return { attempt: { startedAtMs, durationMs: 1, responseStatus: status, error }, retryAfterMs };
}
