import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createAccount, createKey } from './accounts/index.ts';
import type { AppParts } from './app.ts';
import { grantCredits } from './credits/index.ts';
import { systemClock } from './platform/clock.ts';
import { silentLog } from './platform/testing.ts';
import { attributesOf, openTestCollector, type ReceivedSpan } from './platform/testing-collector.ts';
import { openTracing } from './platform/tracing.ts';
import { credits } from './platform/units.ts';
import { openTestApp } from './testing-app.ts';
import { createTask, endOf } from './testing-tasks.ts';

const ADMIN = '0123456789abcdef0123456789abcdef';
const SCRAPER = 'of-the-scraper-of-the-scraper';
const PROMPT = 'a lighthouse nobody may read about';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

async function setUp(t: TestContext, parts: Partial<AppParts> = {}) {
  const { app, db, close } = await openTestApp([], { metricsToken: SCRAPER, ...parts });
  t.after(close);
  const deps = { db, clock: systemClock };
  const account = await createAccount(deps, 'shop');
  await grantCredits(deps, { accountId: account.id, amount: credits(1_000), reference: 'first', note: 'first' });
  const { secret: key } = await createKey(deps, { accountId: account.id });
  const url = await app.http.listen({ host: '127.0.0.1', port: 0 });
  app.setUrls({ publicUrl: url, mediaBaseUrl: url });
  await app.start();
  const scrape = async (token: string | undefined = SCRAPER) =>
    await app.http.inject({ url: '/metrics', headers: token === '' ? {} : { authorization: `Bearer ${token}` } });
  return { app, db, scrape, target: { url, key } };
}

/** The value of one line of a scrape; nothing when it is not there. */
function figureIn(text: string, line: string): number | undefined {
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length));
}

describe('GET /metrics', () => {
  test('200 for the token of scrapers and the admin token, as text that is not kept', async (t) => {
    const { scrape } = await setUp(t);
    for (const token of [SCRAPER, ADMIN]) {
      const answer = await scrape(token);
      assert.equal(answer.statusCode, 200);
      assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/);
      assert.equal(answer.headers['cache-control'], 'no-store');
    }
  });

  test('401 without a token, with another one and with a key of the API, also from this machine', async (t) => {
    const { scrape, target } = await setUp(t);
    for (const [token, code] of [
      ['', 'api_key_missing'],
      [`${SCRAPER}x`, 'api_key_invalid'],
      [target.key, 'api_key_invalid'],
    ] as const) {
      const answer = await scrape(token);
      assert.equal(answer.statusCode, 401);
      assert.equal(answer.json().error.code, code);
      assert.doesNotMatch(answer.body, /rivya_/);
    }
  });

  test('the token of scrapers opens nothing else', async (t) => {
    const { app } = await setUp(t);
    const headers = { authorization: `Bearer ${SCRAPER}` };
    for (const url of ['/admin/v1/accounts', '/admin/v1/engines', '/api/v1/credits']) {
      assert.equal((await app.http.inject({ url, headers })).statusCode, 401, url);
    }
  });

  test('tells what a task went through, and no prompt, key or address', async (t) => {
    const { scrape, target } = await setUp(t);
    const id = await createTask(target, PROMPT);
    assert.equal((await endOf(target, id)).status, 'succeeded');
    await fetch(`${target.url}/secret-path/${id}`);
    await fetch(`${target.url}/api/v1/credits`);
    const { body } = await scrape();
    for (const [line, value] of [
      ['rivya_http_requests_total{method="POST",route="/api/v1/generations",status="202"}', 1],
      ['rivya_http_requests_total{method="GET",route="unknown",status="404"}', 1],
      ['rivya_http_request_duration_seconds_count{method="POST",route="/api/v1/generations"}', 1],
      ['rivya_http_errors_total{code="api_key_missing"}', 1],
      ['rivya_http_errors_total{code="not_found"}', 1],
      ['rivya_tasks_ended_total{engine="painter",model="wan-2-7-image",outcome="succeeded"}', 1],
      ['rivya_task_duration_seconds_count{engine="painter",outcome="succeeded"}', 1],
      ['rivya_engine_calls_total{engine="painter",credential="",call="submit",outcome="pending"}', 1],
      ['rivya_engine_calls_total{engine="painter",credential="",call="poll",outcome="done"}', 1],
      ['rivya_engine_call_duration_seconds_count{engine="painter",call="submit"}', 1],
      ['rivya_group_size_count{group="creates"}', 1],
      ['rivya_group_size_sum{group="settles"}', 1],
      ['rivya_queue_depth{engine="painter"}', 0],
      ['rivya_tasks_in_process{engine="painter"}', 0],
      ['rivya_credits_held', 0],
      ['rivya_credits_available', 995],
      ['rivya_credit_wallets', 1],
      ['rivya_webhook_deliveries_pending', 0],
      ['rivya_store_up', 1],
    ] as const) {
      assert.equal(figureIn(body, line), value, line);
    }
    assert.ok((figureIn(body, 'rivya_result_bytes_total{engine="painter"}') ?? 0) > 1_000);
    assert.ok(
      (figureIn(body, 'rivya_http_request_body_bytes_total{method="POST",route="/api/v1/generations"}') ?? 0) > 50,
    );
    assert.match(body, /^rivya_build_info\{version="\d+\.\d+\.\d+",node="v\d+[^"]*",store="sqlite"\} 1$/m);
    assert.match(body, /^nodejs_eventloop_lag_p99_seconds /m);
    for (const secret of [PROMPT, target.key, id, 'secret-path', SCRAPER]) assert.ok(!body.includes(secret), secret);
  });

  test('a store that cannot be read is told, and what it knew is not made up', async (t) => {
    const { app, db, scrape } = await setUp(t);
    await sql`drop table wallets`.execute(db.read);
    await app.http.inject('/healthz');
    const answer = await scrape();
    assert.equal(answer.statusCode, 200);
    assert.equal(figureIn(answer.body, 'rivya_store_up'), 0);
    assert.equal(figureIn(answer.body, 'rivya_http_requests_total{method="GET",route="/healthz",status="200"}'), 1);
    for (const line of ['rivya_credits_held', 'rivya_queue_depth{engine="painter"}', 'rivya_webhook_overdue_seconds']) {
      assert.equal(figureIn(answer.body, line), undefined, line);
    }
  });
});

describe('traces', () => {
  /** Spans arrive some time after they ended. */
  async function waitFor(spans: readonly ReceivedSpan[], name: string): Promise<ReceivedSpan> {
    for (;;) {
      const span = spans.find((one) => one.name === name);
      if (span !== undefined) return span;
      await sleep(20);
    }
  }

  test('every step of a task is in one trace, which the request that made it points to', async (t) => {
    const collector = await openTestCollector(t);
    const settings = { url: collector.url, headers: {}, serviceName: 'rivya', version: '1', sampleRatio: 1 };
    const tracer = await openTracing(settings, silentLog);
    const { target } = await setUp(t, { tracer });
    const created = await fetch(`${target.url}/api/v1/generations`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${target.key}`,
        'content-type': 'application/json',
        traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
      },
      body: JSON.stringify({ model: 'wan-2-7-image', prompt: PROMPT, params: { resolution: '1K' } }),
    });
    const { id }: { id: string } = JSON.parse(await created.text());
    await endOf(target, id);
    await tracer.close();
    const { spans } = collector;
    const root = await waitFor(spans, 'generation');
    const own = spans.filter(({ traceId }) => traceId === root.traceId);
    assert.deepEqual(own.map(({ name }) => name).sort(), [
      'claim',
      'download',
      'generation',
      'poll',
      'settle',
      'store',
      'submit',
    ]);
    assert.equal(root.parentSpanId ?? '', '');
    assert.ok(own.every((span) => span === root || span.parentSpanId === root.spanId));
    assert.ok(own.every((span) => attributesOf(span)['rivya.task.id'] === id));
    assert.equal(attributesOf(root)['rivya.outcome'], 'succeeded');
    const request = await waitFor(spans, 'POST /api/v1/generations');
    assert.equal(request.traceId, TRACE);
    assert.deepEqual(
      request.links?.map(({ traceId, spanId }) => [traceId, spanId]),
      [[root.traceId, root.spanId]],
    );
    assert.ok(BigInt(root.startTimeUnixNano) <= BigInt(own[0]?.startTimeUnixNano ?? 0));
    const told = JSON.stringify(spans);
    for (const secret of [PROMPT, target.key]) assert.ok(!told.includes(secret));
  });
});
