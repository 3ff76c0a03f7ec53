import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { attemptDelivery } from './attempt-delivery.ts';
import type { EventPayload } from './event-view.ts';
import { FORBIDDEN_URLS, listenEverywhere, RESOLVER_BEHAVIOURS, resolveHere } from './testing-addresses.ts';
import { openScene, type SceneOptions, startReceiver } from './testing-deliveries.ts';

const payload: EventPayload = {
  id: 'evt_1',
  type: 'generation.succeeded',
  api_version: '2026-05-11',
  created_at: '2026-05-11T00:00:00.000Z',
  data: {},
};
const REFUSALS = ['address_forbidden', 'url_forbidden'];
/** How long a resolver that never answers is waited for. */
const SHORT_MS = 200;

// The URLs are in the store already, as if an endpoint had been taken by mistake or its name led elsewhere at that time.
describe('a delivery', () => {
  for (const [why, url] of FORBIDDEN_URLS) {
    test(`connects to nothing: ${why}`, async (t) => {
      const here = await listenEverywhere(t);
      const options = { allowlist: [], resolve: resolveHere };
      const error = await errorOf(t, url.replace('PORT', String(here.port)), options);
      assert.ok(REFUSALS.includes(error ?? ''), String(error));
      assert.equal(await here.connections(), 0);
    });
  }

  for (const { name, resolve, isTaken, error } of RESOLVER_BEHAVIOURS) {
    test(`connects to nothing when the resolver answers ${name}`, async (t) => {
      const here = await listenEverywhere(t);
      const asked = resolve();
      const url = `https://hooks.example.com:${here.port}/`;
      // What it answered when the endpoint was made does not count any more.
      if (isTaken && error === 'address_forbidden') await asked('hooks.example.com');
      const options = { allowlist: [], resolve: asked, attemptMsMax: SHORT_MS };
      assert.equal(await errorOf(t, url, options), error);
      assert.equal(await here.connections(), 0);
    });
  }

  for (const host of ['localhost', 'metadata.google.internal', 'printer.local', 'nas.lan', 'nas.home.arpa']) {
    test(`connects to nothing when ${host} leads to a public address`, async (t) => {
      const resolve = () => Promise.resolve([{ address: '93.184.216.34', family: 4 as const }]);
      const error = await errorOf(t, `https://${host}/`, { allowlist: [], resolve, attemptMsMax: SHORT_MS });
      assert.equal(error, 'url_forbidden');
    });
  }

  test('with an allowlist of 127.0.0.0/8 reaches this machine over plain http, and only this machine', async (t) => {
    const receiver = await startReceiver(t);
    assert.equal(await errorOf(t, receiver.url), null);
    assert.equal(await errorOf(t, receiver.url.replace('127.0.0.1', 'receiver.test'), { resolve: resolveHere }), null);
    assert.equal(receiver.connections(), 2);
    for (const host of ['[::1]', '0.0.0.0', '10.0.0.1', '169.254.169.254', '[::ffff:10.0.0.1]']) {
      assert.equal(await errorOf(t, receiver.url.replace('127.0.0.1', host)), 'address_forbidden', host);
    }
    assert.equal(await errorOf(t, receiver.url.replace('127.0.0.1', '8.8.8.8')), 'url_forbidden');
    assert.equal(receiver.connections(), 2);
  });

  test('the name that leads to an allowed address now and to a forbidden one next is judged each time', async (t) => {
    const receiver = await startReceiver(t);
    const answers = ['127.0.0.1', '10.0.0.1', '127.0.0.1'];
    const resolve = () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 as const }]);
    const scene = await openScene(t, { resolve });
    const { id } = await scene.addEndpoint(receiver.url.replace('127.0.0.1', 'receiver.test'));
    const endpoint = await scene.endpoint(id);
    const errors = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const { attempt } = await attemptDelivery(scene.deps, endpoint, payload, new AbortController().signal);
      errors.push(attempt.error);
    }
    assert.deepEqual(errors, [null, 'address_forbidden', null]);
    assert.equal(receiver.connections(), 2);
  });
});

async function errorOf(t: TestContext, url: string, options: SceneOptions = {}) {
  const scene = await openScene(t, options);
  const { id } = await scene.addEndpoint(url);
  const { attempt } = await attemptDelivery(
    scene.deps,
    await scene.endpoint(id),
    payload,
    new AbortController().signal,
  );
  assert.equal(attempt.responseStatus === null, attempt.error !== null);
  return attempt.error;
}
