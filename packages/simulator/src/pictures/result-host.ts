import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from '../http/listen.ts';
import { pause, type Reply, xmlReply } from '../http/reply.ts';

/** What fetching a picture can meet. */
export type ResultFault =
  /** 403 with an XML `AccessDenied`, as an old link. */
  | { readonly kind: 'expired' }
  /** The connection is reset without an answer. */
  | { readonly kind: 'dead' }
  /** The connection ends before the announced length is reached. */
  | { readonly kind: 'truncated' }
  /** A whole answer that holds half a picture. */
  | { readonly kind: 'half_png' }
  /** 200 with a page instead of a picture. */
  | { readonly kind: 'wrong_type' }
  /** An answer without end. */
  | { readonly kind: 'oversized' }
  /** A picture of half the width. */
  | { readonly kind: 'wrong_size' }
  /** The second half comes `ms` later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** 302 to an address inside a private network. */
  | { readonly kind: 'redirect_private' };

/** A picture that can be painted at any size. */
export type PaintablePicture = {
  readonly size: { readonly width: number; readonly height: number };
  paint(size: { width: number; height: number }): Uint8Array;
};

/** The answer of object storage to an old link. */
export function expiredReply(): Reply {
  return xmlReply(403, 'AccessDenied', 'Request has expired.');
}

/** Sends any whole answer with its length. */
export function sendWhole({ request, response }: Exchange, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length });
  response.end(request.method === 'HEAD' ? undefined : reply.body);
}

/** Sends a picture, or what a fault makes of it. */
export async function sendPicture(
  exchange: Exchange,
  picture: PaintablePicture,
  how: { fault: ResultFault | undefined; closing: AbortSignal },
): Promise<void> {
  const { fault, closing } = how;
  const { socket } = exchange.request;
  const png = picture.paint(picture.size);
  const half = png.subarray(0, Math.ceil(png.length / 2));
  switch (fault?.kind) {
    case undefined:
      return sendWhole(exchange, pngReply(png));
    case 'expired':
      return sendWhole(exchange, expiredReply());
    case 'dead':
      socket.resetAndDestroy();
      return;
    case 'truncated':
      await sendPart(exchange, half, png.length);
      socket.destroy();
      return;
    case 'half_png':
      return sendWhole(exchange, pngReply(half));
    case 'wrong_type': {
      const body = Buffer.from('<html><body>Please sign in</body></html>');
      return sendWhole(exchange, { status: 200, headers: { 'content-type': 'text/html' }, body });
    }
    case 'oversized':
      return sendEndless(exchange, png);
    case 'wrong_size': {
      const size = { width: Math.ceil(picture.size.width / 2), height: picture.size.height };
      return sendWhole(exchange, pngReply(picture.paint(size)));
    }
    case 'slow':
      await sendPart(exchange, half, png.length);
      await pause(fault.ms, closing);
      exchange.response.end(png.subarray(half.length));
      return;
    case 'redirect_private': {
      const headers = { location: 'http://10.0.0.1/latest/meta-data/', 'content-type': 'text/html' };
      return sendWhole(exchange, { status: 302, headers, body: Buffer.alloc(0) });
    }
    default:
      throw new Error(`No such fault: ${JSON.stringify(fault satisfies never)}`);
  }
}

function pngReply(body: Uint8Array): Reply {
  return { status: 200, headers: { 'content-type': 'image/png', server: 'AliyunOSS', 'accept-ranges': 'bytes' }, body };
}

function sendPart({ response }: Exchange, part: Uint8Array, wholeLength: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'image/png', 'content-length': wholeLength });
  return new Promise((resolve) => response.write(part, () => resolve()));
}

/** A picture's beginning, then noughts for as long as the client listens. */
async function sendEndless({ response }: Exchange, png: Uint8Array): Promise<void> {
  const chunk = Buffer.alloc(64 * 1024);
  async function* endless() {
    yield png.subarray(0, png.length - 12);
    while (!response.destroyed) {
      yield chunk;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  response.writeHead(200, { 'content-type': 'image/png' });
  // It ends when the client leaves, which is an error to the stream and the aim of the fault.
  await pipeline(Readable.from(endless()), response).catch(() => undefined);
}
