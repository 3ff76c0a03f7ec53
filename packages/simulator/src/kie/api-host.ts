import { type FaultScene, playTransportFault, runThen } from '../faults/transport-fault.ts';
import type { Exchange } from '../http/listen.ts';
import { isRecord, parseJson, readBody } from '../http/read-body.ts';
import { htmlReply, jsonReply, pause, type Reply, sendReply } from '../http/reply.ts';
import { countKieCall, type KieKey } from './accounts.ts';
import { type KieCall, kieReplyOf, refusedReply } from './call.ts';
import type { KieApiFault } from './faults.ts';
import { KieRefusal, refusalOf } from './refusal.ts';
import { findKieRoute, type KieRoute } from './routes.ts';
import { hostsOf, type KieState, type SeenCreate } from './state.ts';

/** Answers one request to the API host: key, limit, body, fault, operation, in this order. */
export async function serveKieApi(state: KieState, exchange: Exchange): Promise<void> {
  const { closing } = state;
  const begun = begin(state, exchange);
  await pause(state.options.latencyMs, closing);
  if (!('route' in begun)) return sendReply(exchange, begun, { closing });

  const { route, by, url } = begun;
  const body = await readBody(exchange.request, state.options.bodyBytesMax);
  // No size is documented; what stands in front of the API says it in its own way.
  if (body === 'too_large') return sendReply(exchange, htmlReply(413), { closing });
  const call: KieCall = { by, headers: exchange.request.headers, url, body };
  const seen = route.operation === 'create' ? noteCreate(state, call) : undefined;
  const run = (): Promise<Reply> => kieReplyOf(() => runRoute(state, route, call, seen));
  const queue = state.faults[route.operation];
  const fault = queue.take();
  if (fault === undefined) return sendReply(exchange, await run(), { closing });
  if (seen !== undefined) seen.fault = fault.kind;
  const giveBack = (): void => {
    queue.giveBack(fault);
    if (seen !== undefined) seen.fault = null;
  };
  const redirectTo = `${hostsOf(state).results.origin}/moved`;
  await playKieFault(fault, { exchange, closing, run, giveBack, redirectTo, isRefused: isKieRefused });
}

type Begun = { readonly route: KieRoute; readonly by: KieKey; readonly url: URL };
type Seen = { -readonly [K in keyof SeenCreate]: SeenCreate[K] };

/** Route, key and limit, before a byte of the body is read. */
function begin(state: KieState, { request }: Exchange): Begun | Reply {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const route = findKieRoute(request.method ?? 'GET', url.pathname);
  if (route === undefined) {
    const timestamp = new Date(state.options.now()).toISOString();
    return jsonReply(404, {
      timestamp,
      status: 404,
      error: 'Not Found',
      message: 'No message available',
      path: url.pathname,
    });
  }
  state.requests.set(route.operation, (state.requests.get(route.operation) ?? 0) + 1);
  try {
    const by = state.accounts.authenticate(request.headers.authorization);
    countKieCall(by.account, route.operation === 'create' ? 'creates' : 'queries', state.options);
    return { route, by, url };
  } catch (error) {
    if (error instanceof KieRefusal) return refusedReply(error);
    throw error;
  }
}

async function runRoute(state: KieState, route: KieRoute, call: KieCall, seen: Seen | undefined): Promise<Reply> {
  try {
    const { reply, taskId } = await route.run(state, call);
    if (seen !== undefined) Object.assign(seen, { code: 200, taskId });
    return reply;
  } catch (error) {
    if (seen !== undefined && error instanceof KieRefusal) seen.code = error.code;
    throw error;
  }
}

function noteCreate(state: KieState, call: KieCall): Seen {
  const body = parseJson(call.body.toString('utf8'));
  const seen: Seen = { atMs: state.options.now(), key: call.by.key, body, code: null, taskId: null, fault: null };
  state.creates.push(seen);
  return seen;
}

/** Whether an answer says that nothing was done: the HTTP status says nothing about it. */
export function isKieRefused(reply: Reply): boolean {
  const body = parseJson(Buffer.from(reply.body).toString('utf8'));
  return !isRecord(body) || body['code'] !== 200;
}

/** Plays a fault out, to the answer or the end of the connection. */
export function playKieFault(fault: KieApiFault, scene: FaultScene): Promise<void> {
  const send = (reply: Reply): Promise<void> => sendReply(scene.exchange, reply, { closing: scene.closing });
  switch (fault.kind) {
    case 'code':
      return send(refusedReply(refusalOf(fault.code, fault.message), fault.status));
    case 'accepted_but': {
      const { code, status } = fault;
      const reply =
        code === undefined ? htmlReply(status ?? 502) : refusedReply(refusalOf(code, fault.message), status);
      return runThen(scene, () => send(reply));
    }
    default:
      return playTransportFault(fault, scene);
  }
}
