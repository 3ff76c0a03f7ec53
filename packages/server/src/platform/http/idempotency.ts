import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Db, Reader, Tx } from '../db/database.ts';
import { holdNames } from '../db/locks.ts';
import type { Migrations } from '../db/migrate.ts';
import { sha256Hex } from '../secrets.ts';
import { DAY_MS } from '../units.ts';
import { invalid } from './errors.ts';

declare module '../db/database.ts' {
  interface Tables {
    idempotency_keys: IdempotencyRow;
  }
}

type IdempotencyRow = {
  /** Hash of account, route and key: a key of 255 characters of anything becomes one small fixed text. */
  claim: string;
  body_hash: string;
  answer: string;
  created_at: number;
};

/** A key a caller sent, bound to who sent it, to which route and with what. */
export type IdempotencyClaim = { readonly claim: string; readonly bodyHash: string };
export type KeptAnswer = { readonly bodyHash: string; readonly answer: string };

export const IDEMPOTENCY_RETENTION_MS = DAY_MS;
const KEY = /^[\x20-\x7e]{1,255}$/;

export const idempotencyMigrations: Migrations = {
  '2026-11-22-04-idempotency': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('idempotency_keys')
        .addColumn('claim', 'text', (column) => column.primaryKey())
        .addColumn('body_hash', 'text', (column) => column.notNull())
        .addColumn('answer', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('idempotency_keys_age').on('idempotency_keys').column('created_at').execute();
    },
  },
};

/**
 * Reads the `Idempotency-Key` header, given as all its values. `undefined` when none was sent.
 * Throws `validation_failed` for an empty, too long, unprintable or repeated key.
 */
export function readIdempotencyKey(headers: readonly string[] | undefined): string | undefined {
  if (headers === undefined || headers.length === 0) return undefined;
  const [key = ''] = headers;
  if (headers.length > 1 || !KEY.test(key)) {
    throw invalid([{ path: 'Idempotency-Key', message: 'must be 1 to 255 printable ASCII characters, sent once.' }]);
  }
  return key;
}

/** Binds a key to who sent it, to which route and with what. The body must have been found valid: it is walked whole. */
export function claimKey(key: string, scope: { accountId: string; route: string; body: unknown }): IdempotencyClaim {
  return {
    claim: sha256Hex(`${scope.accountId}\n${scope.route}\n${key}`),
    bodyHash: sha256Hex(canonicalJson(scope.body)),
  };
}

/** Holds these claims: whoever else sends the same key waits until this transaction has ended, and finds its answer. */
export function holdClaims(tx: Tx, claims: readonly IdempotencyClaim[]): Promise<void> {
  return holdNames(
    tx,
    claims.map(({ claim }) => `claim ${claim}`),
  );
}

/** The answers kept for these claims; an answer older than a day counts as gone, swept or not. */
export async function findKeptAnswers(
  reader: Reader,
  clock: Clock,
  claims: readonly IdempotencyClaim[],
): Promise<Map<string, KeptAnswer>> {
  if (claims.length === 0) return new Map();
  const rows = await reader
    .selectFrom('idempotency_keys')
    .select(['claim', 'body_hash', 'answer'])
    .where(
      'claim',
      'in',
      claims.map(({ claim }) => claim),
    )
    .where('created_at', '>', clock.now() - IDEMPOTENCY_RETENTION_MS)
    .execute();
  return new Map(rows.map((row) => [row.claim, { bodyHash: row.body_hash, answer: row.answer }]));
}

/** Keeps first answers, in the transaction that made them true. An outdated answer under the same key is replaced. */
export async function keepAnswers(
  tx: Tx,
  clock: Clock,
  answers: readonly (IdempotencyClaim & { answer: string })[],
): Promise<void> {
  if (answers.length === 0) return;
  const now = clock.now();
  await tx
    .insertInto('idempotency_keys')
    .values(answers.map(({ claim, bodyHash, answer }) => ({ claim, body_hash: bodyHash, answer, created_at: now })))
    .onConflict((conflict) =>
      conflict.column('claim').doUpdateSet((eb) => ({
        body_hash: eb.ref('excluded.body_hash'),
        answer: eb.ref('excluded.answer'),
        created_at: eb.ref('excluded.created_at'),
      })),
    )
    .execute();
}

/** Removes one small batch of outdated keys and tells how many; call again while it is full. */
export async function sweepIdempotencyKeys(db: Db, clock: Clock, batchSize: number): Promise<number> {
  return await db.transaction(async (tx) => {
    const outdated = tx
      .selectFrom('idempotency_keys')
      .select('claim')
      .where('created_at', '<=', clock.now() - IDEMPOTENCY_RETENTION_MS)
      .limit(batchSize);
    const result = await tx.deleteFrom('idempotency_keys').where('claim', 'in', outdated).executeTakeFirst();
    return Number(result.numDeletedRows);
  });
}

/** JSON with sorted keys: two bodies that say the same have the same text, however they were spaced or ordered. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
