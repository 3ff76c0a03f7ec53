import type { Exchange } from '../http/listen.ts';
import { xmlReply } from '../http/reply.ts';
import { sendPicture, sendWhole } from '../pictures/result-host.ts';
import type { KieState } from './state.ts';

/** Answers one request to the host of finished pictures and uploaded files; neither takes a key. */
export async function serveKieFile(state: KieState, exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (request.headers.authorization !== undefined) {
    state.leaks.push(`${request.method} ${pathname} at the result host carried an Authorization header`);
  }
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  const file = isReading ? state.files.find(pathname, state.options.now()) : undefined;
  if (file === undefined) return sendWhole(exchange, xmlReply(404, 'NoSuchKey', 'The specified key does not exist.'));
  if (file.kind === 'uploaded') {
    return sendWhole(exchange, { status: 200, headers: { 'content-type': file.mimeType }, body: file.bytes });
  }
  state.requests.set('result', (state.requests.get('result') ?? 0) + 1);
  const picture = { size: file.size, paint: (size: typeof file.size) => state.files.read({ ...file, size }) };
  await sendPicture(exchange, picture, { fault: state.faults.result.take(), closing: state.closing });
}
