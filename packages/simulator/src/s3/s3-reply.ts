import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from '../http/listen.ts';
import type { Refused } from './refusal.ts';
import { xmlDocument } from './xml.ts';

/** A part of a file: the first and the last byte, both included. */
export type FilePart = { readonly path: string; readonly start: number; readonly end: number };

/** An answer that is ready to be sent. */
export type S3Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Uint8Array | FilePart;
};

const NO_BODY = new Uint8Array();

/** An answer without a body. */
export function emptyReply(status: number, headers: S3Reply['headers'] = {}): S3Reply {
  return { status, headers, body: NO_BODY };
}

/** An answer of XML. */
export function xmlReply(root: string, content: Parameters<typeof xmlDocument>[1], status = 200): S3Reply {
  return { status, headers: { 'content-type': 'application/xml' }, body: xmlDocument(root, content) };
}

/** A refusal as the bucket words it. */
export function refusalReply(refused: Refused, resource: string): S3Reply {
  return xmlReply('Error', { Code: refused.code, Message: refused.message, Resource: resource }, refused.status);
}

/** How an answer ends: whole, in the middle with its connection, or in the middle and never. */
export type Ending = 'whole' | 'cut' | 'stall';

/** Sends an answer with its date, which is the bucket's. An answer to `HEAD` has no body. */
export async function sendS3Reply(exchange: Exchange, reply: S3Reply, nowMs: number, ending: Ending): Promise<void> {
  const { request, response } = exchange;
  const length = lengthOf(reply.body);
  response.sendDate = false;
  response.writeHead(reply.status, {
    date: new Date(nowMs).toUTCString(),
    ...reply.headers,
    ...(reply.status === 204 ? {} : { 'content-length': reply.headers['content-length'] ?? length }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  if (ending === 'whole') {
    if (reply.body instanceof Uint8Array) response.end(reply.body);
    else await pipeline(createReadStream(reply.body.path, reply.body), response);
    return;
  }
  await sendHalf(exchange, reply.body);
  if (ending === 'cut') request.socket.destroy();
}

async function sendHalf({ response }: Exchange, body: S3Reply['body']): Promise<void> {
  const half = Math.ceil(lengthOf(body) / 2);
  if (body instanceof Uint8Array) {
    await new Promise<void>((sent) => response.write(body.subarray(0, half), () => sent()));
    return;
  }
  if (half === 0) return;
  const part = createReadStream(body.path, { start: body.start, end: body.start + half - 1 });
  await pipeline(part, response, { end: false });
}

function lengthOf(body: S3Reply['body']): number {
  return body instanceof Uint8Array ? body.length : body.end - body.start + 1;
}
