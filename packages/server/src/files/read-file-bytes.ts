import { buffer } from 'node:stream/consumers';
import type { FileDeps } from './deps.ts';

/** The whole file, for an engine that works on it. Pinned files are there whatever happened to them. Throws when it is gone. */
export async function readFileBytes(deps: Pick<FileDeps, 'store'>, fileId: string): Promise<Uint8Array> {
  const stream = await deps.store.open(fileId);
  if (stream === undefined) throw new Error(`The bytes of ${fileId} are not in the media store.`);
  return await buffer(stream);
}
