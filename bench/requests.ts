import { randomUUID } from 'node:crypto';
import type { Key } from './rivya-server.ts';

/** A task that was made, and the key that may read it. */
export type Task = { readonly id: string; readonly key: Key };

const CREATE_PATH = '/api/v1/generations';
/** The minimal request of the model page. */
export const CREATE_BODY = {
  model: 'wan-2-7-image-pro',
  prompt: 'A clean editorial product image on a soft studio background',
  params: { aspect_ratio: '1:1', resolution: '2K', watermark: 'false', seed: 0 },
};

/** Creates with these keys in turn; each call gives the bytes of the next request. */
export function creates(
  keys: readonly Key[],
  { isIdempotent = false, body: request = CREATE_BODY }: { isIdempotent?: boolean; body?: object } = {},
): () => Uint8Array {
  const body = JSON.stringify(request);
  const heads = keys.map(
    ({ secret }) =>
      `POST ${CREATE_PATH} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${secret}\r\n` +
      `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`,
  );
  const plain = heads.map((head) => Buffer.from(`${head}\r\n${body}`));
  if (!isIdempotent) return inTurn(plain);
  const nextHead = inTurn(heads);
  return () => Buffer.from(`${nextHead()}idempotency-key: ${randomUUID()}\r\n\r\n${body}`);
}

/** Polls of these tasks in turn. */
export function polls(tasks: readonly Task[]): () => Uint8Array {
  return inTurn(
    tasks.map(({ id, key }) =>
      Buffer.from(`GET ${CREATE_PATH}/${id} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${key.secret}\r\n\r\n`),
    ),
  );
}

function inTurn<Item>(items: readonly Item[]): () => Item {
  let index = 0;
  return () => {
    const item = items[index % items.length];
    index += 1;
    if (item === undefined) throw new Error('there is nothing to take in turn.');
    return item;
  };
}
