import { createHash, type Hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { MediaStore } from '../files/index.ts';
import type { CopyParts } from './copy-tables.ts';
import type { OpenPlace } from './media-place.ts';
import { MoveRefused } from './refusal.ts';
import { countSourceRows, readSourceRows, type SourceTable } from './source-tables.ts';
import { advanceMark, readMark } from './target-store.ts';

const FILES_PER_STEP = 64;
const FILES_AT_ONCE = 8;
/** Read back from where they were copied to, spread over all of them. */
const SAMPLE = 100;
/** Of each kind of trouble, so many are told by id. */
const TOLD_MAX = 50;

/** What became of the media. */
export type MediaReport = {
  readonly place: string;
  /** Files that rows name, and what was copied of them by this run. */
  readonly files: number;
  readonly copied: number;
  readonly copiedBytes: number;
  /** How many were read back and had the right bytes. */
  readonly checked: number;
  /** Ids of files that this run found without bytes, or with other bytes than their row says; at most 50 each. */
  readonly missing: readonly string[];
  readonly damaged: readonly string[];
};

type StoredFile = {
  readonly id: string;
  readonly mimeType: string;
  readonly sha256: string;
  readonly expiresAt: number;
};
type Outcome = { readonly state: 'copied' | 'there' | 'missing' | 'damaged'; readonly bytes: number };

/**
 * Copies the bytes of all files that have a row, and reads some of them back. What is there already is not sent again;
 * what no row names is left behind. The bytes are hashed on their way: those that are not what their row says do not
 * arrive. Throws `MoveRefused` when what was copied cannot be read back as it was.
 */
export async function copyMedia(
  parts: CopyParts,
  from: MediaStore,
  place: OpenPlace,
  nowMs: number,
): Promise<MediaReport> {
  const files = await countSourceRows(parts.source, FILES);
  const tally: Tally = { copied: 0, copiedBytes: 0, missing: [], damaged: [] };
  const part = `media ${place.name}`;
  let mark = await readMark(parts.target.read, part);
  for (;;) {
    parts.onProgress({ part: 'media', name: place.name, done: mark.done, total: files });
    parts.signal.throwIfAborted();
    const rows = await readSourceRows(parts.source, FILES, { after: mark.place, limit: FILES_PER_STEP });
    const last = rows.at(-1);
    if (last === undefined) break;
    const stored = rows.map(({ row }) => toFile(row));
    await inParallel(stored, async (file) => {
      parts.signal.throwIfAborted();
      count(tally, file, { ...(await copyFile(file, from, place.store)), nowMs });
    });
    const [earlier, to] = [mark, { place: last.place, done: mark.done + rows.length }];
    await parts.target.transaction((tx) => advanceMark(tx, part, { from: earlier, to }));
    mark = to;
  }
  const checked = await checkSample(parts, from, place, { files, nowMs });
  return { place: place.name, files, ...tally, checked };
}

type Tally = { copied: number; copiedBytes: number; readonly missing: string[]; readonly damaged: string[] };

function count(tally: Tally, file: StoredFile, { state, bytes, nowMs }: Outcome & { nowMs: number }): void {
  if (state === 'copied') {
    tally.copied += 1;
    tally.copiedBytes += bytes;
  }
  // Deleted and expired files may be without their bytes: nobody gets to see them any more.
  const isTold = file.expiresAt > nowMs;
  if (isTold && (state === 'missing' || state === 'damaged') && tally[state].length < TOLD_MAX) {
    tally[state].push(file.id);
  }
}

/** The rows that name media: the id is the key of the bytes. */
const FILES: SourceTable = { name: 'files', columns: ['id', 'mime_type', 'sha256', 'expires_at'] };

function toFile(row: Readonly<Record<string, unknown>>): StoredFile {
  const { id, mime_type: mimeType, sha256, expires_at: expiresAt } = row;
  return { id: String(id), mimeType: String(mimeType), sha256: String(sha256), expiresAt: Number(expiresAt) };
}

async function copyFile(file: StoredFile, from: MediaStore, to: MediaStore): Promise<Outcome> {
  const size = await from.size(file.id);
  if (size === undefined) return { state: 'missing', bytes: 0 };
  if ((await to.size(file.id)) === size) return { state: 'there', bytes: size };
  const bytes = await from.open(file.id);
  if (bytes === undefined) return { state: 'missing', bytes: 0 };
  const staged = await to.stage();
  try {
    const hash = createHash('sha256');
    await pipeline(bytes, (chunks: AsyncIterable<Uint8Array>) => passing(chunks, hash), staged.write());
    if (hash.digest('hex') !== file.sha256) return { state: 'damaged', bytes: size };
    await staged.commit(file.id, file.mimeType);
    return { state: 'copied', bytes: size };
  } finally {
    await staged.discard();
  }
}

async function* passing(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function checkSample(
  parts: CopyParts,
  from: MediaStore,
  place: OpenPlace,
  { files, nowMs }: { readonly files: number; readonly nowMs: number },
): Promise<number> {
  const step = Math.max(1, Math.floor(files / SAMPLE));
  let checked = 0;
  for await (const [index, file] of eachFile(parts)) {
    if (index % step !== 0 || file.expiresAt <= nowMs) continue;
    parts.signal.throwIfAborted();
    parts.onProgress({ part: 'checks', name: 'media', done: checked, total: Math.min(files, SAMPLE) });
    const isRight = (await digestOf(place.store, file.id)) === file.sha256;
    if (isRight) checked += 1;
    // What was missing or damaged in the source was told, perhaps by an earlier run.
    else if ((await digestOf(from, file.id)) === file.sha256) {
      const message = `The file ${file.id} is not in ${place.name} as it should be.`;
      throw new MoveRefused('media_differ', `${message} Empty that place, and the database, and begin again.`);
    }
    if (checked >= SAMPLE) break;
  }
  return checked;
}

async function* eachFile(parts: CopyParts): AsyncGenerator<readonly [index: number, file: StoredFile]> {
  let [after, index] = [0, 0];
  for (;;) {
    const rows = await readSourceRows(parts.source, FILES, { after, limit: 1_000 });
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const { row } of rows) yield [index++, toFile(row)];
    after = last.place;
  }
}

async function digestOf(store: MediaStore, key: string): Promise<string | undefined> {
  const bytes = await store.open(key);
  if (bytes === undefined) return undefined;
  const hash = createHash('sha256');
  await pipeline(bytes, hash);
  return hash.digest('hex');
}

/** Does the work for all of them, a few at a time; throws the first failure once those under way have ended. */
async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const hands = Array.from({ length: FILES_AT_ONCE }, async () => {
    for (const item of queue) await work(item);
  });
  const failed = (await Promise.allSettled(hands)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
