import { createDiskStore } from '../files/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import { markMoved } from '../platform/moved-folder.ts';
import type { Secrets } from '../platform/secrets.ts';
import { checkSourceLedger, checkTables, type LedgerCounts } from './check-tables.ts';
import { copyMedia, type MediaReport } from './copy-media.ts';
import { type CopiedTable, copyTables } from './copy-tables.ts';
import { type MediaPlace, openPlace } from './media-place.ts';
import { openSource, type Source } from './open-source.ts';
import { databaseName, explainTarget, openTarget } from './open-target.ts';
import type { OnProgress } from './progress.ts';
import { readSourceTables, type SourceTable } from './source-tables.ts';
import { isCopied, keepCopied } from './target-store.ts';

export type MoveOptions = {
  /** The data folder of the embedded installation. */
  readonly from: string;
  /** `postgres://user:password@host:port/database`. */
  readonly to: string;
  /** Where media are copied to; absent: they stay. */
  readonly media: MediaPlace | undefined;
  /** All steps of the schema, which both sides then have. */
  readonly migrations: Migrations;
  /** Those the servers will have: a bucket belongs to one installation, told by them. */
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Ends the move between two batches; the same move goes on from there. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
};

export type MoveReport = {
  /** Without user and password. */
  readonly database: string;
  /** Whether an earlier run had copied and checked the tables, so that this one left them alone. */
  readonly wasCopied: boolean;
  readonly tables: readonly CopiedTable[];
  readonly ledger: LedgerCounts;
  readonly media: MediaReport | undefined;
  /** Whether the source now says that it was moved, so that no server starts on it; false when it could not be written. */
  readonly isMarked: boolean;
};

/**
 * Copies an embedded installation, whose server is stopped, into an empty PostgreSQL database, and its media into a bucket
 * or a folder, and proves that the copy is whole. The source is only read, until a marker in it says at the end that it was moved. A run that was interrupted is taken up
 * by the next one with the same options. Throws `MoveRefused`, or the reason of the signal.
 */
export async function moveInstallation(options: MoveOptions): Promise<MoveReport> {
  const source = await openSource(options.from, Object.keys(options.migrations));
  try {
    const tables = await readSourceTables(source.read);
    const ledger = await checkSourceLedger(source.read);
    const { fingerprint } = source;
    const target = await openTarget({ url: options.to, migrations: options.migrations, tables, fingerprint });
    try {
      return await move({ ...options, source, target, tables, ledger });
    } catch (error) {
      throw explainTarget(error);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

type Move = MoveOptions & {
  readonly source: Source;
  readonly target: Db;
  readonly tables: readonly SourceTable[];
  readonly ledger: LedgerCounts;
};

async function move(options: Move): Promise<MoveReport> {
  const { source, target, signal, onProgress, tables, ledger } = options;
  const parts = { source: source.read, target, signal, onProgress };
  const wasCopied = await isCopied(target.read);
  // Once servers work on the copy it is theirs: rows have come and gone since.
  const copied = await copyTables(parts, tables);
  if (!wasCopied) {
    await checkTables(parts, tables, ledger);
    await keepCopied(target);
  }
  const media = await moveMedia(options);
  const database = databaseName(options.to);
  return { database, wasCopied, tables: copied, ledger, media, isMarked: mark(options, database) };
}

/** The copy is whole and stays so, whether or not its source can be kept from being started. */
function mark({ from, clock }: Move, database: string): boolean {
  try {
    markMoved(from, { database, atMs: clock.now() });
    return true;
  } catch {
    return false;
  }
}

async function moveMedia(options: Move): Promise<MediaReport | undefined> {
  const { source, target, signal, onProgress, clock, secrets } = options;
  if (options.media === undefined) return undefined;
  const place = await openPlace(options.media, { secrets, mediaPath: source.mediaPath });
  try {
    const parts = { source: source.read, target, signal, onProgress };
    return await copyMedia(parts, createDiskStore(source.mediaPath), place, clock.now());
  } finally {
    place.close();
  }
}
