import { randomUUID } from 'node:crypto';
import { type FaultScene, isRefusedByStatus, playTransportFault, runThen } from '../faults/transport-fault.ts';
import type { Exchange } from '../http/listen.ts';
import { parseJson, readBody } from '../http/read-body.ts';
import { htmlReply, jsonReply, pause, type Reply, sendReply } from '../http/reply.ts';
import { type AccountKey, countCall } from './accounts.ts';
import { type Call, errorReply, refusalFor, replyOf } from './call.ts';
import type { ApiFault } from './faults.ts';
import { documented, invalid, Refusal } from './refusal.ts';
import { findRoute, type Route } from './routes.ts';
import { type DashscopeState, resultOrigin, type SeenSubmit } from './state.ts';
import { summarise } from './summarise.ts';

/** Answers one request to the API host: key, limit, body, fault, operation, in this order. */
export async function serveApi(state: DashscopeState, exchange: Exchange): Promise<void> {
  const requestId = randomUUID();
  const arrivedMs = state.options.now();
  const { closing } = state;
  const dress = (reply: Reply): Reply => withGatewayHeaders(state, reply, { requestId, arrivedMs });
  const begun = begin(state, exchange, requestId);
  await pause(state.options.latencyMs, closing);
  if (!('route' in begun)) return sendReply(exchange, dress(begun), { closing });

  const { route, by, url } = begun;
  const body = await readBody(exchange.request, state.options.bodyBytesMax);
  const call: Call = { by, requestId, headers: exchange.request.headers, url, body };
  const seen = route.operation === 'submit' ? noteSubmit(state, call) : undefined;
  const run = async (): Promise<Reply> => dress(await replyOf(requestId, () => runRoute(state, route, call, seen)));
  const fault = state.faults[route.operation].take();
  if (fault === undefined) return sendReply(exchange, await run(), { closing });
  if (seen !== undefined) seen.fault = fault.kind;
  await playFault(fault, {
    exchange,
    closing,
    run,
    dress,
    requestId,
    isRefused: isRefusedByStatus,
    redirectTo: `${resultOrigin(state)}/moved`,
    giveBack: () => giveBack(state, route, fault, seen),
  });
}

type Begun = { readonly route: Route; readonly by: AccountKey; readonly url: URL };

/** Route, key and limit, before a byte of the body is read. */
function begin(state: DashscopeState, { request }: Exchange, requestId: string): Begun | Reply {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const route = findRoute(request.method ?? 'GET', url.pathname);
  if (route === undefined) return errorReply(documented('NotFound'), requestId);
  state.requests.set(route.operation, (state.requests.get(route.operation) ?? 0) + 1);
  try {
    const by = state.accounts.authenticate(request.headers.authorization);
    if (url.search !== '' && !route.hasQuery) throw invalid('This operation takes no query parameters');
    if (request.headers['x-dashscope-workspace'] !== undefined) throw documented('WorkSpaceNotFound');
    countCall(by.account, route.limit, state.options);
    return { route, by, url };
  } catch (error) {
    if (error instanceof Refusal) return errorReply(error, requestId);
    throw error;
  }
}

async function runRoute(state: DashscopeState, route: Route, call: Call, seen: Seen | undefined): Promise<Reply> {
  try {
    const { reply, taskId } = await route.run(state, call);
    if (seen !== undefined) Object.assign(seen, { status: reply.status, taskId });
    return reply;
  } catch (error) {
    if (seen !== undefined && error instanceof Refusal) seen.status = error.status;
    throw error;
  }
}

type Seen = { -readonly [K in keyof SeenSubmit]: SeenSubmit[K] };

function noteSubmit(state: DashscopeState, call: Call): Seen {
  const seen: Seen = {
    atMs: state.options.now(),
    key: call.by.key,
    isSync: call.url.pathname.includes('/multimodal-generation/'),
    body: call.body === 'too_large' ? undefined : summarise(parseJson(call.body.toString('utf8'))),
    requestId: call.requestId,
    status: null,
    taskId: null,
    fault: null,
  };
  state.submits.push(seen);
  return seen;
}

type ApiScene = FaultScene & { readonly requestId: string; dress(reply: Reply): Reply };

function playFault(fault: ApiFault, scene: ApiScene): Promise<void> {
  const send = (reply: Reply): Promise<void> =>
    sendReply(scene.exchange, scene.dress(reply), { closing: scene.closing });
  switch (fault.kind) {
    case 'error': {
      const reply = errorReply(refusalFor(fault), scene.requestId);
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
      return send({ ...reply, headers: { ...reply.headers, ...headers } });
    }
    case 'code_in_200': {
      const { code, message } = refusalFor({ ...fault, status: 200 });
      return send(jsonReply(200, { request_id: scene.requestId, code, message }));
    }
    case 'accepted_but': {
      const { code } = fault;
      if (code === undefined) return runThen(scene, () => send(htmlReply(fault.status ?? 502)));
      const { status, message } = refusalFor({ ...fault, code });
      const id = fault.hasRequestId === false ? {} : { request_id: scene.requestId };
      return runThen(scene, () => send(jsonReply(status, { ...id, code, message })));
    }
    default:
      return playTransportFault(fault, scene);
  }
}

function giveBack(state: DashscopeState, route: Route, fault: ApiFault, seen: Seen | undefined): void {
  state.faults[route.operation].giveBack(fault);
  if (seen !== undefined) seen.fault = null;
}

/** The headers of recorded answers; a proxy's page has none of them. */
function withGatewayHeaders(
  state: DashscopeState,
  reply: Reply,
  { requestId, arrivedMs }: { requestId: string; arrivedMs: number },
): Reply {
  const nowMs = state.options.now();
  const date = new Date(nowMs).toUTCString();
  if (reply.headers['content-type'] === 'text/html') return { ...reply, headers: { ...reply.headers, date } };
  const gateway = {
    date,
    server: 'istio-envoy',
    'x-request-id': requestId,
    'x-dashscope-call-gateway': 'true',
    'req-arrive-time': String(arrivedMs),
    'req-cost-time': String(nowMs - arrivedMs),
    'resp-start-time': String(nowMs),
    'x-envoy-upstream-service-time': String(nowMs - arrivedMs),
  };
  return { ...reply, headers: { ...gateway, ...reply.headers } };
}
