import { type Kysely, type RawBuilder, sql } from 'kysely';
import { Batcher } from '../platform/db/batcher.ts';
import type { Db, Tx } from '../platform/db/database.ts';
import { hasManyWriters } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import { MINUTE_MS } from '../platform/units.ts';
import { type Quota, quotaOf } from './quota.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    rate_buckets: BucketRow;
  }
}

type BucketRow = {
  /** The limit and whom it is for. */
  id: string;
  /** Tokens × milliseconds of a minute, as in `TokenBuckets`. */
  level: number;
  at: number;
  /** How many tokens the last call for them was given. */
  granted: number;
};

export const bucketTable: Migrations = {
  '2026-11-22-17-rate-buckets': {
    async up(db: Kysely<unknown>) {
      // Nothing here has to survive a crash: full buckets are what a start begins with.
      const unlogged = hasManyWriters(db) ? sql`unlogged ` : sql``;
      await sql`create ${unlogged}table rate_buckets (
        id text primary key, level bigint not null, at bigint not null, granted integer not null
      )`.execute(db);
    },
  },
};

/** The processes' clocks differ, and a shared bucket would be refilled by the one that is furthest ahead. */
const DATABASE_MS = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * Token buckets that several processes share: the same arithmetic as `TokenBuckets`, in one statement for all calls that
 * arrive while the one before is under way. When the store cannot be asked, calls are let through: they will meet it next.
 */
export class SharedBuckets {
  readonly #perMinute: number;
  readonly #asks: Batcher<string, Quota>;

  /** `perMinute` 0 switches the limit off. The time, in milliseconds, is the database's, unless a test has its own. */
  constructor(db: Db, name: string, perMinute: number, readMs: () => RawBuilder<number> = () => DATABASE_MS) {
    this.#perMinute = perMinute;
    this.#asks = new Batcher(async (ids) => {
      const rows = await db.transaction((tx) => takeTokens(tx, { name, perMinute, ids, nowMs: readMs() }));
      const left = new Map(rows.map((row) => [row.id, { ...row }]));
      return ids.map((id) => {
        const row = left.get(`${name} ${id}`);
        const isGranted = row !== undefined && row.granted > 0;
        if (row !== undefined) row.granted -= 1;
        return { ok: true, value: quotaOf({ perMinute, level: row?.level ?? 0, isExceeded: !isGranted }) } as const;
      });
    });
  }

  /** Takes a token if there is one. `undefined` when the limit is off, or cannot be looked at now. */
  async take(id: string): Promise<Quota | undefined> {
    if (this.#perMinute === 0) return undefined;
    return await this.#asks.submit(id).catch(() => undefined);
  }
}

type Take = {
  readonly name: string;
  readonly perMinute: number;
  /** A token for each. */
  readonly ids: readonly string[];
  readonly nowMs: RawBuilder<number>;
};

async function takeTokens(tx: Tx, { name, perMinute, ids, nowMs }: Take): Promise<readonly BucketRow[]> {
  // It is only an estimate of who calls how often: a commit need not wait for the disk.
  if (hasManyWriters(tx)) await sql`set local synchronous_commit = off`.execute(tx);
  const full = perMinute * MINUTE_MS;
  const counts = Map.groupBy(ids, (id) => id);
  const values = [...counts].sort(([left], [right]) => (left < right ? -1 : 1));
  // What the bucket holds by now; a clock that was set back gives nothing and takes nothing.
  const level = sql`least(${full}, bucket.level + greatest(0, excluded.at - bucket.at) * ${perMinute})`;
  const wanted = sql`excluded.granted`;
  const granted = sql`least(${wanted}, (${level}) / ${MINUTE_MS})`;
  const { rows } = await sql<BucketRow>`
    insert into rate_buckets as bucket (id, level, at, granted)
    values ${sql.join(values.map(([id, { length }]) => sql`(${`${name} ${id}`}, ${full - Math.min(length, perMinute) * MINUTE_MS}, ${nowMs}, ${Math.min(length, perMinute)})`))}
    on conflict (id) do update set
      granted = ${granted},
      level = ${level} - ${granted} * ${MINUTE_MS},
      at = greatest(bucket.at, excluded.at)
    returning id, level, at, granted`.execute(tx);
  return rows;
}

const IDLE_MS = 10 * MINUTE_MS;

/** Removes a small batch of buckets that have been full for long; tells how many. */
export async function sweepBuckets(db: Db, nowMs: number, batchSize: number): Promise<number> {
  return await db.transaction(async (tx) => {
    const idle = tx
      .selectFrom('rate_buckets')
      .select('id')
      .where('at', '<', sql<number>`${db.kind === 'sqlite' ? nowMs : DATABASE_MS} - ${IDLE_MS}`)
      .limit(batchSize);
    const result = await tx.deleteFrom('rate_buckets').where('id', 'in', idle).executeTakeFirst();
    return Number(result.numDeletedRows);
  });
}
