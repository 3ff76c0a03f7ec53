import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createSecrets } from '../platform/secrets.ts';
import { DAY_MS, HOUR_MS } from '../platform/units.ts';
import { deleteEndpoint } from './delete-endpoint.ts';
import { rotateSecret } from './rotate-secret.ts';
import { createSecretSealing } from './seal-secrets-anew.ts';
import { currentSecrets } from './signing-secrets.ts';
import { stateOf } from './testing-api.ts';
import { ACCOUNT, openScene, SEALED_WITH } from './testing-deliveries.ts';

const NEW = 'n'.repeat(32);
const URL = 'https://hooks.example.com/';

/** Endpoints that are sealed under the old secret, and what a server does that was started with `secrets`. */
async function setUp(t: TestContext, count: number, secrets: readonly string[] = [NEW, SEALED_WITH]) {
  const scene = await openScene(t);
  const endpoints: { id: string; secret: string }[] = [];
  for (let number = 0; number < count; number += 1) endpoints.push(await scene.addEndpoint(URL));
  const deps = { ...scene.deps, secrets: createSecrets(secrets) };
  /** What signs for an endpoint on a server that has this one secret alone. */
  const readWith = async (secret: string, id: string) =>
    currentSecrets(createSecrets([secret]), await scene.endpoint(id), scene.clock.now());
  return { scene, deps, endpoints, readWith, seal: createSecretSealing(deps) };
}

/** The lines of the log, without what all lines have. */
function linesOf(logged: readonly string[]): readonly object[] {
  return logged.map((line) => {
    const { endpoints, sealedAnew, unreadable }: Record<string, unknown> = JSON.parse(line);
    return { endpoints, sealedAnew, unreadable };
  });
}

describe('after RIVYA_SECRET became new,old', () => {
  test('every signing secret is sealed under the new one, in small batches, and the log says when it is done', async (t) => {
    const { scene, endpoints, readWith, seal } = await setUp(t, 250);
    const [first = assert.fail()] = endpoints;
    const { secrets: _before, ...others } = await scene.endpoint(first.id);
    assert.deepEqual([await seal(), await seal()], [0, 0]);
    assert.deepEqual(scene.logged, []);
    assert.equal(await seal(), HOUR_MS);
    assert.deepEqual(linesOf(scene.logged), [{ endpoints: 250, sealedAnew: 250, unreadable: 0 }]);
    for (const { id, secret } of endpoints) assert.deepEqual(await readWith(NEW, id), [secret]);
    await assert.rejects(readWith(SEALED_WITH, first.id));
    // Nothing else of them has changed, and the secret is nowhere in clear.
    const { secrets: sealed, ...after } = await scene.endpoint(first.id);
    assert.deepEqual(after, others);
    assert.ok(endpoints.every(({ secret }) => !`${sealed}${scene.logged.join()}`.includes(secret.slice(6))));
  });

  test('a server that was stopped in between goes on; what is done is not written again', async (t) => {
    const { scene, deps, endpoints, readWith, seal } = await setUp(t, 150);
    await seal();
    const sealed = await Promise.all(endpoints.slice(0, 100).map(({ id }) => scene.endpoint(id)));
    const next = createSecretSealing(deps);
    assert.deepEqual([await next(), await next()], [0, HOUR_MS]);
    assert.deepEqual(linesOf(scene.logged), [{ endpoints: 150, sealedAnew: 50, unreadable: 0 }]);
    assert.deepEqual(await Promise.all(endpoints.slice(0, 100).map(({ id }) => scene.endpoint(id))), sealed);
    for (const { id, secret } of endpoints) assert.deepEqual(await readWith(NEW, id), [secret]);
  });

  test('what another process seals under the old one afterwards is found by the next walk', async (t) => {
    const { scene, readWith, seal } = await setUp(t, 1);
    await seal();
    await seal();
    const late = await scene.addEndpoint(URL);
    await seal();
    assert.deepEqual(await readWith(NEW, late.id), [late.secret]);
    // Walks that change nothing are not told.
    assert.deepEqual(
      linesOf(scene.logged).map((line) => ({ ...line })),
      [
        { endpoints: 1, sealedAnew: 1, unreadable: 0 },
        { endpoints: 2, sealedAnew: 1, unreadable: 0 },
      ],
    );
  });

  test('the replaced secret that still signs goes along, with its time', async (t) => {
    const { scene, endpoints, readWith, seal } = await setUp(t, 1);
    const [{ id, secret } = assert.fail()] = endpoints;
    const rotated = await rotateSecret(scene.deps, ACCOUNT, id);
    await seal();
    assert.deepEqual(await readWith(NEW, id), [rotated.secret, secret]);
    scene.clock.advance(DAY_MS);
    assert.deepEqual(await readWith(NEW, id), [rotated.secret]);
  });

  test('a deleted endpoint is left alone', async (t) => {
    const { scene, endpoints, seal } = await setUp(t, 1);
    const [{ id } = assert.fail()] = endpoints;
    await deleteEndpoint(scene.deps, ACCOUNT, id);
    const before = await stateOf(scene);
    assert.equal(await seal(), HOUR_MS);
    assert.deepEqual([await stateOf(scene), scene.logged], [before, []]);
  });
});

describe('with one secret', () => {
  test('nothing is written, and what it cannot read is counted and left as it is', async (t) => {
    const { scene, deps, endpoints, readWith } = await setUp(t, 2);
    const only = { ...deps, secrets: createSecrets([NEW]) };
    const [first = assert.fail(), second = assert.fail()] = endpoints;
    const rotated = await rotateSecret(only, ACCOUNT, second.id);
    const before = await stateOf(scene);
    await createSecretSealing(only)();
    assert.deepEqual(linesOf(scene.logged), [
      { endpoints: 2, sealedAnew: 0, unreadable: 1 },
      { endpoints: undefined, sealedAnew: undefined, unreadable: 1 },
    ]);
    assert.deepEqual(await stateOf(scene), before);
    assert.deepEqual(await readWith(SEALED_WITH, first.id), [first.secret]);
    assert.deepEqual(await readWith(NEW, second.id), [rotated.secret]);
  });

  test('a server without endpoints says nothing', async (t) => {
    const { scene, seal } = await setUp(t, 0, [SEALED_WITH]);
    assert.equal(await seal(), HOUR_MS);
    assert.deepEqual(scene.logged, []);
  });
});
