import { Readable } from 'node:stream';
import { callBucket, type S3Caller, unlessMissing } from './s3-calls.ts';
import type { ByteRange } from './store.ts';

const AHEAD_BYTES = 64 * 1024;

/**
 * The object's bytes as they come, or a part of them; `undefined` when there is no such object. The stream ends in an
 * error when the bucket falls silent for too long, however slowly it is read itself. Throws `BucketError`.
 */
export async function openObject(caller: S3Caller, key: string, range?: ByteRange): Promise<Readable | undefined> {
  const { sdk, client, bucket, limits } = caller;
  const part = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` };
  const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key, ...part });
  const answer = await unlessMissing(callBucket(caller, 'GetObject', (options) => client.send(command, options)));
  if (answer === undefined) return undefined;
  if (!(answer.Body instanceof Readable)) throw new Error('The SDK gave no stream for an object.');
  return watched(answer.Body, limits.stallMs);
}

function watched(body: Readable, stallMs: number): Readable {
  const stream = Readable.from(chunksOf(body, stallMs), { objectMode: false, highWaterMark: AHEAD_BYTES });
  // Whoever stops reading half-way must not leave the connection to the bucket waiting.
  stream.once('close', () => body.destroy());
  return stream;
}

/** The time runs only while a chunk is waited for: a caller who reads slowly is not the bucket's fault. */
async function* chunksOf(body: Readable, stallMs: number): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  for (;;) {
    const timer = setTimeout(
      () => body.destroy(new Error('The bucket fell silent in the middle of an object.')),
      stallMs,
    );
    const next = await chunks.next().finally(() => clearTimeout(timer));
    if (next.done) return;
    yield next.value;
  }
}
