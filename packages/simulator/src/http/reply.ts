import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Exchange } from './listen.ts';

/** An answer that is ready to be sent. */
export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/** How an answer travels; without any of it, at once and whole. */
export type Travel = {
  /** Milliseconds between the first half of the body and the second. */
  readonly slowBodyMs?: number;
  /** The connection ends after half the body. */
  readonly isCut?: boolean;
  /** Aborts when the simulator closes. */
  readonly closing: AbortSignal;
};

/** A JSON answer. */
export function jsonReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** What a proxy in between says when something behind it is out of order. */
export function htmlReply(status: number): Reply {
  const title = `${status} ${status === 504 ? 'Gateway Time-out' : status === 502 ? 'Bad Gateway' : 'Error'}`;
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: { 'content-type': 'text/html' }, body: Buffer.from(page) };
}

/** An error as object storage words it. */
export function xmlReply(status: number, code: string, message: string): Reply {
  const page = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>${code}</Code>\n  <Message>${message}</Message>\n  <HostId>127.0.0.1</HostId>\n</Error>\n`;
  return { status, headers: { 'content-type': 'application/xml', server: 'AliyunOSS' }, body: Buffer.from(page) };
}

/** Sends an answer chunked, gzipped when it is text and the client takes that, as the recorded upstreams do. */
export async function sendReply(exchange: Exchange, reply: Reply, travel: Travel): Promise<void> {
  const { request, response } = exchange;
  const isGzipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = isGzipped ? gzipSync(reply.body) : reply.body;
  response.writeHead(reply.status, isGzipped ? { ...reply.headers, 'content-encoding': 'gzip' } : reply.headers);
  const half = Math.ceil(body.length / 2);
  await new Promise<void>((resolve) => response.write(body.subarray(0, half), () => resolve()));
  if (travel.isCut) {
    request.socket.destroy();
    return;
  }
  if (travel.slowBodyMs !== undefined) await pause(travel.slowBodyMs, travel.closing);
  response.end(body.subarray(half));
}

/** Waits; ends early when the simulator closes. */
export async function pause(ms: number, closing: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal: closing }).catch(() => undefined);
}
