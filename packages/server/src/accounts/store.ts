import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { Db, Reader, Tx } from '../platform/db/database.ts';
import type { Migrations } from '../platform/db/migrate.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    accounts: AccountRow;
    api_keys: KeyRow;
  }
}

/** An account: who owns keys, credits, files and tasks. Times are milliseconds since 1970. */
export type AccountRow = { id: string; name: string; created_at: number };

/** An API key without its secret: only the hash is kept. */
export type KeyRow = {
  id: string;
  account_id: string;
  name: string;
  prefix: string;
  secret_hash: string;
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
};

export const accountTables: Migrations = {
  '2026-11-22-01-accounts': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('accounts')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('api_keys')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('account_id', 'text', (column) => column.notNull().references('accounts.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('prefix', 'text', (column) => column.notNull())
        .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
        .addColumn('scopes', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint')
        .addColumn('revoked_at', 'bigint')
        .addColumn('last_used_at', 'bigint')
        .execute();
      await db.schema.createIndex('api_keys_of_account').on('api_keys').columns(['account_id', 'id']).execute();
    },
  },
};

/** Writes the account; `false` when the name is taken, also by a caller who was faster. */
export async function insertAccount(tx: Tx, row: AccountRow): Promise<boolean> {
  const result = await tx
    .insertInto('accounts')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** All accounts, oldest first. */
export function selectAccounts(reader: Reader): Promise<AccountRow[]> {
  return reader.selectFrom('accounts').selectAll().orderBy('id').execute();
}

/** The account with this id or this name. */
export function selectAccount(reader: Reader, idOrName: string): Promise<AccountRow | undefined> {
  return reader
    .selectFrom('accounts')
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', idOrName), eb('name', '=', idOrName)]))
    .executeTakeFirst();
}

export async function insertKey(tx: Tx, row: KeyRow): Promise<void> {
  await tx.insertInto('api_keys').values(row).execute();
}

/** Keys of one account or of all, oldest first. */
export function selectKeys(reader: Reader, accountId: string | undefined): Promise<KeyRow[]> {
  return reader
    .selectFrom('api_keys')
    .selectAll()
    .$if(accountId !== undefined, (query) => query.where('account_id', '=', accountId ?? ''))
    .orderBy('id')
    .execute();
}

/** Revokes the key; one revoked earlier keeps its time. `undefined` when there is no such key. */
export function markRevoked(tx: Tx, keyId: string, nowMs: number): Promise<KeyRow | undefined> {
  return tx
    .updateTable('api_keys')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(nowMs)) }))
    .where('id', '=', keyId)
    .returningAll()
    .executeTakeFirst();
}

/** What a request needs to know of its key. */
export type KeyCheck = Pick<KeyRow, 'id' | 'account_id' | 'secret_hash' | 'scopes' | 'expires_at' | 'revoked_at'>;

/** Lists of hashes are filled up to one of these lengths, so that there are few statements to keep prepared. */
const LOOKUP_SIZES = [1, 8, 64, 256] as const;

/**
 * Prepares the look-up every request makes: the keys with these hashes (at most 256), by hash. The statements are
 * compiled once, because building one anew costs as much as running it.
 */
export function createKeysByHash(db: Db): (hashes: readonly string[]) => Promise<ReadonlyMap<string, KeyCheck>> {
  const statements = LOOKUP_SIZES.map((size) => compileLookup(db, size));
  return async (hashes) => {
    const statement = statements.find(({ parameters }) => parameters.length >= hashes.length);
    const [first] = hashes;
    if (statement === undefined || first === undefined) throw new RangeError(`Cannot look up ${hashes.length} keys.`);
    const bound: CompiledQuery<KeyCheck> = {
      ...statement,
      parameters: statement.parameters.map((_, index) => hashes[index] ?? first),
    };
    const { rows } = await db.read.executeQuery(bound);
    return new Map(rows.map((row) => [row.secret_hash, row]));
  };
}

function compileLookup(db: Db, size: number): CompiledQuery<KeyCheck> {
  return db.read
    .selectFrom('api_keys')
    .select(['id', 'account_id', 'secret_hash', 'scopes', 'expires_at', 'revoked_at'])
    .where('secret_hash', 'in', Array<string>(size).fill(''))
    .compile();
}

/** Writes when keys were last used, in one statement. */
export async function writeKeyUse(tx: Tx, uses: readonly (readonly [keyId: string, atMs: number])[]): Promise<void> {
  const times = uses.map(([keyId, atMs]) => sql`when ${keyId} then cast(${atMs} as bigint)`);
  const ids = uses.map(([keyId]) => keyId);
  await sql`
    update api_keys set last_used_at = case id ${sql.join(times, sql` `)} end
    where id in (${sql.join(ids)})
  `.execute(tx);
}
