import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createHttpServer } from './http/server.ts';
import { traceRequests } from './http/trace-requests.ts';
import { silentLog } from './testing.ts';
import { attributesOf, openTestCollector } from './testing-collector.ts';
import { openTracing, readTraceparent } from './tracing.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

async function setUp(t: TestContext, sampleRatio = 1) {
  const collector = await openTestCollector(t);
  const headers = { 'x-collector-key': 'of-the-collector' };
  const settings = { url: collector.url, headers, serviceName: 'rivya-test', version: '1.2.3', sampleRatio };
  const tracer = await openTracing(settings, silentLog);
  t.after(() => tracer.close());
  return { collector, tracer };
}

describe('a tracer', () => {
  test('sends spans with their service, headers, attributes, events, links and failure', async (t) => {
    const { collector, tracer } = await setUp(t);
    const parent = tracer.start('outer', { startedAtMs: 1_000 });
    const child = tracer.start('inner', { kind: 'client', parent: parent.place, attributes: { engine: 'painter' } });
    child.event('sending');
    child.link({ traceId: TRACE, spanId: SPAN, isSampled: true });
    child.fail('it broke');
    child.end();
    parent.end();
    await tracer.close();
    const [inner, outer] = collector.spans;
    assert.equal(inner?.traceId, outer?.traceId);
    assert.equal(inner?.parentSpanId, outer?.spanId);
    assert.equal(outer?.startTimeUnixNano, '1000000000');
    assert.deepEqual(inner === undefined ? undefined : attributesOf(inner), { engine: 'painter' });
    assert.deepEqual(
      inner?.events?.map(({ name }) => name),
      ['sending'],
    );
    assert.equal(inner?.links?.[0]?.traceId, TRACE);
    assert.deepEqual(inner?.status, { code: 2, message: 'it broke' });
    assert.deepEqual(collector.resources, [{ 'service.name': 'rivya-test', 'service.version': '1.2.3' }]);
    assert.equal(collector.headers[0]?.['x-collector-key'], 'of-the-collector');
  });

  test('puts a span where it was said to be, and the next one elsewhere', async (t) => {
    const { collector, tracer } = await setUp(t);
    tracer.start('planned', { place: { traceId: TRACE, spanId: SPAN, isSampled: true } }).end();
    tracer.start('free').end();
    await tracer.close();
    const [planned, free] = collector.spans;
    assert.deepEqual([planned?.traceId, planned?.spanId, planned?.parentSpanId ?? ''], [TRACE, SPAN, '']);
    assert.notEqual(free?.traceId, TRACE);
    assert.notEqual(free?.spanId, SPAN);
  });

  test('keeps no trace at a ratio of 0, but those that a caller keeps', async (t) => {
    const { collector, tracer } = await setUp(t, 0);
    tracer.start('ours').end();
    tracer.start('of a caller', { parent: { traceId: TRACE, spanId: SPAN, isSampled: true } }).end();
    await tracer.close();
    assert.deepEqual(
      collector.spans.map(({ name }) => name),
      ['of a caller'],
    );
    assert.equal(tracer.isKept(TRACE), false);
  });

  test('a collector that refuses everything harms nobody', async (t) => {
    const { collector, tracer } = await setUp(t);
    collector.status = 400;
    tracer.start('lost').end();
    await tracer.close();
    assert.equal(collector.headers.length, 1);
    assert.equal(collector.spans.length, 0);
  });
});

describe('requests', () => {
  async function serve(t: TestContext) {
    const { collector, tracer } = await setUp(t);
    const app = createHttpServer(silentLog);
    t.after(() => app.close());
    traceRequests(app, tracer, (span, location) => span.set({ location }));
    app.route({
      method: 'GET',
      url: '/things/:id',
      handler: (_request, reply) => reply.code(202).header('location', '/things/1').send({}),
    });
    app.route({
      method: 'GET',
      url: '/boom',
      handler: () => {
        throw new Error('the password is hunter2');
      },
    });
    return { app, collector, tracer };
  }

  test('go on in the trace that the caller names, without their address', async (t) => {
    const { app, collector, tracer } = await serve(t);
    const traceparent = `00-${TRACE}-${SPAN}-01`;
    const answer = await app.inject({ url: '/things/secret-id?prompt=a+cat', headers: { traceparent } });
    await tracer.close();
    const [span] = collector.spans;
    assert.ok(span);
    assert.deepEqual([span.name, span.traceId, span.parentSpanId, span.kind], ['GET /things/:id', TRACE, SPAN, 2]);
    assert.deepEqual(attributesOf(span), {
      'http.request.method': 'GET',
      'http.route': '/things/:id',
      'http.response.status_code': 202,
      'rivya.request_id': answer.headers['x-request-id'],
      location: '/things/1',
    });
    assert.doesNotMatch(JSON.stringify(span), /secret-id|prompt/);
  });

  test('begin a trace of their own without one; a failure shows, and not why', async (t) => {
    const { app, collector, tracer } = await serve(t);
    await app.inject({ url: '/boom', headers: { traceparent: 'nonsense' } });
    await app.inject('/unknown');
    await tracer.close();
    assert.equal(collector.spans.length, 1);
    const [span] = collector.spans;
    assert.equal(span?.parentSpanId ?? '', '');
    assert.deepEqual(span?.status, { code: 2, message: 'answered 500' });
    assert.doesNotMatch(JSON.stringify(span), /hunter2/);
  });
});

describe('readTraceparent', () => {
  for (const [header, isSampled] of [
    [`00-${TRACE}-${SPAN}-01`, true],
    [`00-${TRACE}-${SPAN}-00`, false],
    [`00-${TRACE}-${SPAN}-03`, true],
    [`01-${TRACE}-${SPAN}-01-more`, true],
  ] as const) {
    test(`takes ${header}`, () => {
      assert.deepEqual(readTraceparent(header), { traceId: TRACE, spanId: SPAN, isSampled });
    });
  }

  for (const header of [
    undefined,
    '',
    'nonsense',
    [`00-${TRACE}-${SPAN}-01`],
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}`,
  ]) {
    test(`leaves ${JSON.stringify(header)} alone`, () => {
      assert.equal(readTraceparent(header), undefined);
    });
  }
});
