import type { Exchange } from '../http/listen.ts';
import { type Reply, xmlReply } from '../http/reply.ts';
import { expiredReply, sendPicture, sendWhole } from '../pictures/result-host.ts';
import type { LinkFault } from './results.ts';
import type { DashscopeState } from './state.ts';

const LINK_FAULTS: Readonly<Record<LinkFault, Reply>> = {
  AccessDenied: expiredReply(),
  SignatureDoesNotMatch: xmlReply(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided.',
  ),
};

/** Answers one request to the host of the finished pictures. */
export async function serveResult(state: DashscopeState, exchange: Exchange): Promise<void> {
  const { request } = exchange;
  noteLeak(state, exchange, 'result');
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const found = state.results.find(url, state.options.now());
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(exchange, 'AccessDenied');
  if (typeof found === 'string') return refuse(exchange, found);

  state.requests.set('result', (state.requests.get('result') ?? 0) + 1);
  const picture = { size: found.size, paint: (size: typeof found.size) => state.results.paint({ ...found, size }) };
  await sendPicture(exchange, picture, { fault: state.faults.result.take(), closing: state.closing });
}

/** Notes a key that arrived where none belongs. */
export function noteLeak(state: DashscopeState, { request }: Exchange, host: string): void {
  const { authorization } = request.headers;
  if (authorization === undefined) return;
  state.leaks.push(
    `${request.method} ${request.url?.split('?')[0]} at the ${host} host carried an Authorization header`,
  );
}

function refuse(exchange: Exchange, fault: LinkFault): void {
  sendWhole(exchange, LINK_FAULTS[fault]);
}
