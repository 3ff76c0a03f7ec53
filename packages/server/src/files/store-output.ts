import type { Clock } from '../platform/clock.ts';
import type { Reader, Tx } from '../platform/db/database.ts';
import { newId } from '../platform/ids.ts';
import { sha256Hex } from '../platform/secrets.ts';
import type { FileDeps, Retention } from './deps.ts';
import { safeFileName, withExtension } from './file-name.ts';
import { canonicalMimeType, DEFAULT_KINDS, isAllowedType } from './file-policy.ts';
import { measureImage } from './inspect/prove-image.ts';
import { sniffBytes } from './inspect/sniff-type.ts';
import type { ServableFile } from './media-url.ts';
import { removeRefused } from './remove-unnamed.ts';
import { type FileRow, insertFiles, selectOutputs } from './store.ts';

/** One picture a task made; `position` counts from 0, `seed` is the one it was made with, if it had one. */
export type NewOutput = {
  readonly accountId: string;
  readonly generationId: string;
  readonly position: number;
  readonly seed: number | null;
  /** The name callers see; made of the task's id and the position when there is none. */
  readonly name?: string;
  readonly bytes: Uint8Array;
};

/** A picture that lies in the media store and has no row yet: nobody can see it. */
export type StoredOutput = Omit<NewOutput, 'bytes' | 'name'> & {
  readonly fileId: string;
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
};

/** A result that can still be had. */
export type OutputFile = ServableFile & {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly seed: number | null;
};

/** These bytes can never be a result, however often it is tried. */
export class NotAPicture extends Error {
  override readonly name = 'NotAPicture';
}

/**
 * Writes a result durably to the media store. Type and size in pixels are what the bytes say.
 * Throws `NotAPicture` when they are not a PNG, JPEG or WebP picture of at most 50 megapixels, else what the store threw.
 */
export async function storeOutput(deps: Pick<FileDeps, 'store' | 'clock'>, output: NewOutput): Promise<StoredOutput> {
  const { accountId, generationId, position, seed, bytes } = output;
  const name = output.name ?? `${generationId}-${position + 1}`;
  const mimeType = canonicalMimeType((await sniffBytes(bytes)) ?? '');
  if (!isAllowedType(mimeType, DEFAULT_KINDS.image.mimeTypes)) {
    throw new NotAPicture(`Output ${position} of ${generationId} is not a picture.`);
  }
  const size = await measureImage(bytes).catch((cause: unknown) => {
    throw new NotAPicture(`Output ${position} of ${generationId} cannot be measured.`, { cause });
  });
  const fileId = newId('file', deps.clock.now());
  await deps.store.put(fileId, bytes, mimeType);
  return {
    ...{ accountId, generationId, position, seed, fileId },
    name: safeFileName(withExtension(name, mimeType)),
    mimeType,
    sizeBytes: bytes.length,
    sha256: sha256Hex(bytes),
    ...size,
  };
}

/**
 * Removes results that will never get a row; `error` is why the commit that was to give them one failed, if that is the
 * reason. What this misses the orphan sweep finds.
 */
export async function discardOutputs(
  deps: Pick<FileDeps, 'db' | 'store' | 'log'>,
  outputs: readonly StoredOutput[],
  error?: unknown,
): Promise<void> {
  await removeRefused(
    deps,
    outputs.map(({ fileId }) => fileId),
    error,
  );
}

/** Gives stored results their rows, in the transaction that ends their task. They are kept for `resultMs` from now. */
export async function insertOutputs(
  tx: Tx,
  clock: Clock,
  retention: Pick<Retention, 'resultMs'>,
  outputs: readonly StoredOutput[],
): Promise<void> {
  const now = clock.now();
  await insertFiles(
    tx,
    outputs.map((output) => ({
      id: output.fileId,
      account_id: output.accountId,
      kind: 'image',
      name: output.name,
      mime_type: output.mimeType,
      size_bytes: output.sizeBytes,
      sha256: output.sha256,
      width: output.width,
      height: output.height,
      duration_ms: null,
      generation_id: output.generationId,
      position: output.position,
      seed: output.seed,
      client_request_id: null,
      created_at: now,
      expires_at: now + retention.resultMs,
    })),
  );
}

/** The results of these tasks that are neither expired nor deleted, in order; a task without any is not in the map. */
export async function listOutputs(
  reader: Reader,
  clock: Clock,
  generationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OutputFile[]>> {
  const outputs = new Map<string, OutputFile[]>();
  for (const row of await selectOutputs(reader, generationIds, clock.now())) {
    if (row.generation_id === null) continue;
    const known = outputs.get(row.generation_id);
    if (known === undefined) outputs.set(row.generation_id, [toOutputFile(row)]);
    else known.push(toOutputFile(row));
  }
  return outputs;
}

function toOutputFile(row: FileRow): OutputFile {
  return {
    id: row.id,
    name: row.name,
    mimeType: row.mime_type,
    expiresAtMs: row.expires_at,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    seed: row.seed,
  };
}
