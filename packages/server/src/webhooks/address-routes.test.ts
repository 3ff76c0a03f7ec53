import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  FORBIDDEN_URLS,
  listenEverywhere,
  MISLEADING_URLS,
  RESOLVER_BEHAVIOURS,
  resolveHere,
} from './testing-addresses.ts';
import { type Answer, openApi, stateOf, textOf } from './testing-api.ts';

const GOOD = 'https://8.8.8.8/hook';

describe('URLs that lead where nothing of ours may go', () => {
  const urls = [...FORBIDDEN_URLS, ...MISLEADING_URLS];

  test('POST /webhooks: 400, and nothing is kept', async (t) => {
    const here = await listenEverywhere(t);
    const { call, scene } = await openApi(t, { allowlist: [], resolve: resolveHere });
    const before = await stateOf(scene);
    for (const [why, url] of urls) {
      const body = { name: 'Hook', url: url.replace('PORT', String(here.port)), event_types: ['generation.succeeded'] };
      assertRejected(await call('POST', '/webhooks', body), why);
    }
    assert.deepEqual(await stateOf(scene), before);
    assert.equal(await here.connections(), 0);
  });

  test('PATCH /webhooks/{id}: 400, and the endpoint stays as it was', async (t) => {
    const here = await listenEverywhere(t);
    const { call, scene } = await openApi(t, { allowlist: [], resolve: resolveHere });
    const made = await call('POST', '/webhooks', { name: 'Hook', url: GOOD, event_types: ['generation.succeeded'] });
    assert.equal(made.status, 201, made.text);
    const before = await stateOf(scene);
    for (const [why, url] of urls) {
      const body = { name: 'Renamed', url: url.replace('PORT', String(here.port)) };
      assertRejected(await call('PATCH', `/webhooks/${textOf(made.body.id)}`, body), why);
    }
    assert.deepEqual(await stateOf(scene), before);
    assert.equal(await here.connections(), 0);
  });

  test('POST /webhooks/{id}/test: 400, although the endpoint was taken once, and nothing is connected', async (t) => {
    const here = await listenEverywhere(t);
    const { call, scene, owner } = await openApi(t, { allowlist: [], resolve: resolveHere });
    for (const [why, url] of FORBIDDEN_URLS) {
      const id = await scene.addEndpoint(url.replace('PORT', String(here.port)), { account_id: owner.accountId });
      assertRejected(await call('POST', `/webhooks/${id.id}/test`), why);
    }
    assert.equal(await here.connections(), 0);
  });
});

describe('names that lead where nothing of ours may go', () => {
  for (const { name, resolve, isTaken, error } of RESOLVER_BEHAVIOURS.filter((one) => one.error !== 'timeout')) {
    test(`${name}: ${isTaken ? 'taken, and then' : 'not taken, and'} a test connects to nothing`, async (t) => {
      const here = await listenEverywhere(t);
      const { call, scene, owner } = await openApi(t, { allowlist: [], resolve: resolve() });
      const url = `https://hooks.example.com:${here.port}/`;
      const made = await call('POST', '/webhooks', { name: 'Hook', url, event_types: ['generation.succeeded'] });
      if (!isTaken) assertRejected(made, name);
      else assert.equal(made.status, 201, made.text);
      const id = made.body.id ?? (await scene.addEndpoint(url, { account_id: owner.accountId })).id;
      if (!isTaken) assertRejected(await call('PATCH', `/webhooks/${id}`, { url: `${url}other` }), name);
      const tried = await call('POST', `/webhooks/${id}/test`);
      if (error === 'unreachable') assert.equal(tried.body.attempts?.[0]?.error, 'unreachable');
      else assertRejected(tried, name);
      assert.equal(await here.connections(), 0);
    });
  }
});

function assertRejected(answer: Answer, why: string): void {
  assert.equal(answer.status, 400, `${why}: ${answer.text}`);
  assert.match(answer.body.error?.code ?? '', /^(webhook_url_rejected|validation_failed)$/, why);
  assert.doesNotMatch(answer.text, /127\.0\.0\.1/, 'what a name leads to is not told');
}
