import type { Kysely } from 'kysely';
import type { FileKind } from '../catalogue/index.ts';
import type { Reader, Tx } from '../platform/db/database.ts';
import { hasManyWriters, holdingFree } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    files: FileRow;
    file_pins: FilePinRow;
  }
}

/** Uploads and results alike. The id is also the key of the bytes in the media store. */
export type FileRow = {
  id: string;
  account_id: string;
  kind: FileKind;
  name: string;
  mime_type: string;
  size_bytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  /** The task that made it; `null` for an upload. */
  generation_id: string | null;
  /** Its place among the results of its task, from 0. */
  position: number | null;
  seed: number | null;
  client_request_id: string | null;
  created_at: number;
  /** From then on nobody gets to see it. A deleted file has expired at 0. */
  expires_at: number;
};

/** A task that is not over needs the file: its bytes stay, deleted and expired or not. */
type FilePinRow = { generation_id: string; file_id: string };

export const fileMigrations: Migrations = {
  '2026-11-22-03-files': {
    async up(db: Kysely<unknown>) {
      await createFiles(db);
      await createPins(db);
    },
  },
};

async function createFiles(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('files')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('mime_type', 'text', (column) => column.notNull())
    .addColumn('size_bytes', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('duration_ms', 'bigint')
    .addColumn('generation_id', 'text')
    .addColumn('position', 'integer')
    .addColumn('seed', 'bigint')
    .addColumn('client_request_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('files_of_account').on('files').columns(['account_id', 'id']).execute();
  await db.schema.createIndex('files_by_expiry').on('files').column('expires_at').execute();
  await db.schema
    .createIndex('files_of_generation')
    .on('files')
    .column('generation_id')
    .where('generation_id', 'is not', null)
    .execute();
}

async function createPins(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('file_pins')
    .addColumn('generation_id', 'text', (column) => column.notNull())
    .addColumn('file_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('file_pins_pk', ['generation_id', 'file_id'])
    .execute();
  await db.schema.createIndex('file_pins_by_file').on('file_pins').column('file_id').execute();
}

export async function insertFiles(tx: Tx, rows: readonly FileRow[]): Promise<void> {
  if (rows.length > 0) await tx.insertInto('files').values(rows).execute();
}

/** A file its owner may see; whatever else there is under the id counts as nothing. */
export async function findFile(
  reader: Reader,
  where: { id: string; accountId: string; nowMs: number },
): Promise<FileRow | undefined> {
  const [row] = await findFiles(reader, { ...where, ids: [where.id] });
  return row;
}

/** The files among these that their owner may see, in one statement. */
export async function findFiles(
  reader: Reader,
  { ids, accountId, nowMs }: { ids: readonly string[]; accountId: string; nowMs: number },
): Promise<readonly FileRow[]> {
  if (ids.length === 0) return [];
  return await reader
    .selectFrom('files')
    .selectAll()
    .where('id', 'in', ids)
    .where('account_id', '=', accountId)
    .where('expires_at', '>', nowMs)
    .execute();
}

/** A file for whoever holds its signed URL. */
export async function findServedFile(reader: Reader, id: string, nowMs: number): Promise<FileRow | undefined> {
  return await reader
    .selectFrom('files')
    .selectAll()
    .where('id', '=', id)
    .where('expires_at', '>', nowMs)
    .executeTakeFirst();
}

/** Who owns those of the given files that can still be used. */
export async function findOwners(tx: Tx, ids: readonly string[], nowMs: number): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const query = tx
    .selectFrom('files')
    .select(['id', 'account_id'])
    .where('id', 'in', ids)
    .where('expires_at', '>', nowMs)
    .orderBy('id');
  // Many tasks may pin one file at once; only the sweep has to wait for them.
  const rows = await (hasManyWriters(tx) ? query.forShare() : query).execute();
  return new Map(rows.map((row) => [row.id, row.account_id]));
}

export type FileFilter = {
  readonly accountId: string;
  readonly nowMs: number;
  readonly limit: number;
  readonly beforeId?: string | undefined;
  /** The lowest id to look at. */
  readonly fromId?: string | undefined;
  readonly kind?: FileKind | undefined;
  readonly source?: 'upload' | 'result' | undefined;
};

/** The id so many files of an account further back, if it has that many; reads the index only. */
export async function fileIdAtDepth(
  reader: Reader,
  accountId: string,
  beforeId: string | undefined,
  depth: number,
): Promise<string | undefined> {
  let query = reader.selectFrom('files').select('id').where('account_id', '=', accountId);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  const row = await query
    .orderBy('id', 'desc')
    .limit(1)
    .offset(depth - 1)
    .executeTakeFirst();
  return row?.id;
}

/** The newest first. */
export async function selectFiles(reader: Reader, filter: FileFilter): Promise<readonly FileRow[]> {
  let query = reader
    .selectFrom('files')
    .selectAll()
    .where('account_id', '=', filter.accountId)
    .where('expires_at', '>', filter.nowMs);
  if (filter.beforeId !== undefined) query = query.where('id', '<', filter.beforeId);
  if (filter.fromId !== undefined) query = query.where('id', '>=', filter.fromId);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.source !== undefined) {
    query = query.where('generation_id', filter.source === 'upload' ? 'is' : 'is not', null);
  }
  return await query.orderBy('id', 'desc').limit(filter.limit).execute();
}

/** The results of these tasks that can still be had, in the order of the task. */
export async function selectOutputs(
  reader: Reader,
  generationIds: readonly string[],
  nowMs: number,
): Promise<readonly FileRow[]> {
  if (generationIds.length === 0) return [];
  return await reader
    .selectFrom('files')
    .selectAll()
    .where('generation_id', 'in', generationIds)
    .where('expires_at', '>', nowMs)
    .orderBy('position')
    .execute();
}

/** Hides a file from everybody at once; whether there was one to hide. */
export async function hideFile(
  tx: Tx,
  { id, accountId, nowMs }: { id: string; accountId: string; nowMs: number },
): Promise<boolean> {
  const result = await tx
    .updateTable('files')
    .set({ expires_at: 0 })
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('expires_at', '>', nowMs)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Removes the rows of one small batch of files nobody may see or needs, and tells which they were. */
export async function removeGoneFiles(tx: Tx, nowMs: number, batchSize: number): Promise<readonly string[]> {
  const gone = tx
    .selectFrom('files')
    .select('id')
    .where('expires_at', '<=', nowMs)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('file_pins').select('file_id').whereRef('file_pins.file_id', '=', 'files.id'))),
    )
    .orderBy('expires_at')
    .limit(batchSize);
  const rows = await holdingFree(tx, gone).execute();
  if (rows.length === 0) return [];
  // Where others write too, a task may have pinned one between the look and the hold.
  const ids = rows.map((row) => row.id);
  const pinned = await tx.selectFrom('file_pins').select('file_id').where('file_id', 'in', ids).execute();
  const kept = new Set(pinned.map((pin) => pin.file_id));
  const free = ids.filter((id) => !kept.has(id));
  if (free.length > 0) await tx.deleteFrom('files').where('id', 'in', free).execute();
  return free;
}

/** Which of these ids have a row, visible or not. */
export async function findKnownIds(reader: Reader, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await reader.selectFrom('files').select('id').where('id', 'in', ids).execute();
  return new Set(rows.map((row) => row.id));
}

export async function insertPins(tx: Tx, pins: readonly FilePinRow[]): Promise<void> {
  if (pins.length > 0) await tx.insertInto('file_pins').values(pins).execute();
}

export async function deletePins(tx: Tx, generationIds: readonly string[]): Promise<void> {
  if (generationIds.length > 0) await tx.deleteFrom('file_pins').where('generation_id', 'in', generationIds).execute();
}
