import { type Kysely, sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/database.ts';
import { hasManyWriters, holding, holdNames } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    wallets: WalletRow;
    ledger_entries: EntryRow;
  }
}

/** What moves credits: `grant` and `adjust` by the operator, the others by a generation. */
export const ENTRY_TYPES = ['grant', 'adjust', 'reserve', 'settle', 'release'] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

/** The sums of one account's ledger, kept beside it so that nobody has to add it up. */
export type WalletRow = {
  account_id: string;
  /** What can be spent now: the sum of all entries. */
  balance: number;
  /** The sum of open reservations. */
  held: number;
  /** How many entries the ledger has: the position of the newest one. */
  entry_count: number;
};

/** One line of the ledger; written once and never changed. */
export type EntryRow = {
  id: string;
  account_id: string;
  /** 1, 2, 3 … within the account: the order holds whatever clocks do, and a missing line shows. */
  position: number;
  type: EntryType;
  /** Signed: what the entry adds to the balance. */
  amount: number;
  balance_after: number;
  generation_id: string | null;
  key_id: string | null;
  note: string | null;
  reference: string | null;
  created_at: number;
};

const AMOUNT_FITS_TYPE = sql`
  (type = 'grant' and amount > 0 and generation_id is null)
  or (type = 'adjust' and amount <> 0 and generation_id is null)
  or (type = 'reserve' and amount <= 0 and generation_id is not null)
  or (type in ('settle', 'release') and amount >= 0 and generation_id is not null)
`;

export const creditMigrations: Migrations = {
  '2026-11-22-02-credits': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('wallets')
        .addColumn('account_id', 'text', (column) => column.primaryKey())
        .addColumn('balance', 'bigint', (column) => column.notNull())
        .addColumn('held', 'bigint', (column) => column.notNull())
        .addColumn('entry_count', 'bigint', (column) => column.notNull())
        .addCheckConstraint('wallets_never_below_zero', sql`balance >= 0 and held >= 0`)
        .execute();
      await db.schema
        .createTable('ledger_entries')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('position', 'bigint', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('amount', 'bigint', (column) => column.notNull())
        .addColumn('balance_after', 'bigint', (column) => column.notNull())
        .addColumn('generation_id', 'text')
        .addColumn('key_id', 'text')
        .addColumn('note', 'text')
        .addColumn('reference', 'text')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addCheckConstraint('ledger_entries_never_below_zero', sql`balance_after >= 0`)
        .addCheckConstraint('ledger_entries_amount_fits_type', AMOUNT_FITS_TYPE)
        .execute();
      await addIndexes(db);
    },
  },
};

async function addIndexes(db: Kysely<unknown>): Promise<void> {
  const indexes = [
    sql`create unique index ledger_entries_in_order on ledger_entries (account_id, position)`,
    // About every second entry is a reservation, so a page of them is found without an index; each one costs a create.
    sql`create index ledger_entries_of_type on ledger_entries (account_id, type, position) where type <> 'reserve'`,
    sql`create unique index ledger_entries_one_grant on ledger_entries (reference) where reference is not null`,
    // What makes a second reservation, or a second end of one, impossible rather than unlikely.
    sql`create unique index ledger_entries_one_reserve on ledger_entries (generation_id) where type = 'reserve'`,
    sql`create unique index ledger_entries_one_end on ledger_entries (generation_id) where type in ('settle', 'release')`,
  ];
  for (const index of indexes) await index.execute(db);
}

/** The wallets of these accounts, held against other writers until the transaction ends. */
export async function selectWallets(tx: Tx, accountIds: readonly string[]): Promise<WalletRow[]> {
  if (accountIds.length === 0) return [];
  const query = tx
    .selectFrom('wallets')
    .selectAll()
    .where('account_id', 'in', [...accountIds].sort())
    .orderBy('account_id');
  const rows = await holding(tx, query).execute();
  if (rows.length === accountIds.length || !hasManyWriters(tx)) return rows;
  // Only a row can be held: an account's first entry makes sure that there is one.
  const known = new Set(rows.map((row) => row.account_id));
  const missing = [...accountIds].filter((id) => !known.has(id)).sort();
  await tx
    .insertInto('wallets')
    .values(missing.map((id) => ({ account_id: id, balance: 0, held: 0, entry_count: 0 })))
    .onConflict((conflict) => conflict.column('account_id').doNothing())
    .execute();
  return await holding(tx, query).execute();
}

/**
 * Holds the wallets of these accounts until the transaction ends, for one that posts in several steps: taken step by step
 * they would be in no order, and two transactions could wait for each other. Nothing on SQLite.
 */
export async function holdWallets(tx: Tx, accountIds: Iterable<string>): Promise<void> {
  if (hasManyWriters(tx)) await selectWallets(tx, [...new Set(accountIds)]);
}

/** Writes the new sums of wallets read in the same transaction, in one statement; a new wallet is added. */
export async function writeWallets(tx: Tx, wallets: readonly WalletRow[]): Promise<void> {
  await tx
    .insertInto('wallets')
    .values(wallets)
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet((eb) => ({
        balance: eb.ref('excluded.balance'),
        held: eb.ref('excluded.held'),
        entry_count: eb.ref('excluded.entry_count'),
      })),
    )
    .execute();
}

export async function insertEntries(tx: Tx, entries: readonly EntryRow[]): Promise<void> {
  await tx.insertInto('ledger_entries').values(entries).execute();
}

export type ReservationRow = {
  generation_id: string | null;
  account_id: string;
  amount: number;
  key_id: string | null;
};

/** The reservations of these generations, open or not. */
export function selectReservations(tx: Tx, generationIds: readonly string[]): Promise<ReservationRow[]> {
  return tx
    .selectFrom('ledger_entries')
    .select(['generation_id', 'account_id', 'amount', 'key_id'])
    .where('type', '=', sql.lit('reserve'))
    .where('generation_id', 'in', generationIds)
    .execute();
}

/** The entry with this reference; nobody else writes one with it until the transaction ends. */
export async function selectEntryByReference(tx: Tx, reference: string): Promise<EntryRow | undefined> {
  await holdNames(tx, [`grant ${reference}`]);
  return await tx.selectFrom('ledger_entries').selectAll().where('reference', '=', reference).executeTakeFirst();
}

export function selectWallet(reader: Reader, accountId: string): Promise<WalletRow | undefined> {
  return reader.selectFrom('wallets').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

export type EntryFilter = {
  readonly accountId: string;
  readonly type?: EntryType | undefined;
  readonly generationId?: string | undefined;
  /** Only entries older than this one. */
  readonly afterId?: string | undefined;
  readonly limit: number;
};

/** Entries of one account, newest first. Every filter has its index, so a page costs the same at any depth. */
export function selectEntries(reader: Reader, filter: EntryFilter): Promise<EntryRow[]> {
  const { accountId, type, generationId, afterId, limit } = filter;
  let query = reader.selectFrom('ledger_entries as entry').selectAll().where('account_id', '=', accountId);
  if (type !== undefined) query = query.where('type', '=', type);
  // Said in so many words, or the index of the other types would not be used.
  if (type !== undefined && type !== 'reserve') query = query.where('type', '<>', sql.lit('reserve'));
  if (generationId !== undefined) {
    // Both halves have an index of their own; only these types name a generation.
    query = query.where(
      sql<boolean>`((generation_id = ${generationId} and type = 'reserve') or (generation_id = ${generationId} and type in ('settle', 'release')))`,
    );
  }
  if (afterId !== undefined) {
    query = query.where('position', '<', (eb) =>
      eb
        .selectFrom('ledger_entries as last')
        .select('last.position')
        .where('last.id', '=', afterId)
        .where('last.account_id', '=', accountId),
    );
  }
  return query.orderBy('position', 'desc').limit(limit).execute();
}

/** All entries that name one of these generations. */
export function selectEntriesOf(reader: Reader, generationIds: readonly string[]): Promise<EntryRow[]> {
  const ids = sql.join(generationIds);
  return reader
    .selectFrom('ledger_entries')
    .selectAll()
    .where(sql<boolean>`(generation_id in (${ids}) and type = 'reserve')`)
    .unionAll(
      reader
        .selectFrom('ledger_entries')
        .selectAll()
        .where(sql<boolean>`(generation_id in (${ids}) and type in ('settle', 'release'))`),
    )
    .execute();
}

/** The sums of all wallets, and how many there are. */
export async function sumWallets(reader: Reader): Promise<{ balance: number; held: number; count: number }> {
  const row = await reader
    .selectFrom('wallets')
    .select((eb) => [
      eb.fn.sum<number | null>('balance').as('balance'),
      eb.fn.sum<number | null>('held').as('held'),
      eb.fn.countAll<number>().as('count'),
    ])
    .executeTakeFirst();
  return { balance: Number(row?.balance ?? 0), held: Number(row?.held ?? 0), count: Number(row?.count ?? 0) };
}
