import { type Kysely, type QueryCreator, sql } from 'kysely';
import type { Reader, Tables, Tx } from '../platform/db/database.ts';
import { hasManyWriters, holdNames } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    queue_lanes: LaneRow;
  }
}

/** One account's place in the round of one queue. */
type LaneRow = {
  queue: string;
  account_id: string;
  /** Grows with every task taken; the lane served longest ago has the lowest. */
  turn: number;
  /** 1 while a task may be waiting in it. */
  is_waiting: number;
  /** No task with a lower id is waiting in it: where the search for the oldest one starts. */
  from_id: string;
};

export const laneTable: Migrations = {
  '2026-11-22-07-queue-lanes': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('queue_lanes')
        .addColumn('queue', 'text', (column) => column.notNull())
        .addColumn('account_id', 'text', (column) => column.notNull())
        .addColumn('turn', 'bigint', (column) => column.notNull())
        .addColumn('is_waiting', 'integer', (column) => column.notNull())
        .addColumn('from_id', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('queue_lanes_pk', ['queue', 'account_id'])
        .execute();
      await sql`create index queue_lanes_waiting on queue_lanes (queue, turn) where is_waiting = 1`.execute(db);
    },
  },
};

/** A task just queued, as its lane needs to know it. */
export type Lane = { readonly queue: string; readonly accountId: string; readonly id: string };

/**
 * Opens the lanes of tasks just queued. A lane keeps its turn while empty, so coming and going wins nothing. Its mark
 * moves back for an id that is lower, as ids of another process or after a clock was set back may be.
 */
export async function openLanes(tx: Tx, lanes: readonly Lane[]): Promise<void> {
  const lowest = new Map<string, Lane>();
  for (const lane of lanes) {
    const key = `${lane.queue}\n${lane.accountId}`;
    const known = lowest.get(key);
    if (known === undefined || lane.id < known.id) lowest.set(key, lane);
  }
  await tx
    .insertInto('queue_lanes')
    .values(
      // In the order in which a claim holds them, or the two would wait for each other.
      [...lowest]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([, { queue, accountId, id }]) => ({
          queue,
          account_id: accountId,
          turn: 0,
          is_waiting: 1,
          from_id: id,
        })),
    )
    .onConflict((conflict) =>
      conflict.columns(['queue', 'account_id']).doUpdateSet((eb) => ({
        is_waiting: 1,
        from_id: eb
          .case()
          .when('excluded.from_id', '<', eb.ref('queue_lanes.from_id'))
          .then(eb.ref('excluded.from_id'))
          .else(eb.ref('queue_lanes.from_id'))
          .end(),
      })),
    )
    .execute();
}

/** Keeps every other claim of this queue out until the transaction ends; goes before anything is held by it. */
export async function holdQueue(tx: Tx, queue: string): Promise<void> {
  await holdNames(tx, [`lanes of ${queue}`]);
}

/** A lane in which tasks may wait, as it was found. */
export type OpenLane = Omit<LaneRow, 'queue' | 'is_waiting'>;

/**
 * The open lanes of a queue, or so many of them, the one served longest ago first. Whoever adds a task to one of them
 * meanwhile waits, and so is not missed: what follows in this transaction sees all that was added before. They are held in
 * the order of their accounts, as creates hold them, and not of their turns. `isMore`: this transaction holds lanes
 * already, and leaves out those that somebody else holds, or the two would wait for each other.
 */
export async function holdLanes(
  tx: Tx,
  queue: string,
  { limit, isMore = false }: { readonly limit?: number; readonly isMore?: boolean } = {},
): Promise<readonly OpenLane[]> {
  const lanes = tx.selectFrom('queue_lanes').select(['account_id', 'turn', 'from_id']).where('queue', '=', queue);
  const open = lanes.where('is_waiting', '=', sql.lit(1)).orderBy('turn');
  const next = limit === undefined ? open : open.limit(limit);
  if (!hasManyWriters(tx)) return await next.execute();
  // An array is looked up once; what is in a list PostgreSQL may look up again for every lane there is. Only who holds the
  // queue closes lanes, so these are open still.
  const isNext = sql<boolean>`account_id = any(array(${next.clearSelect().select('account_id')}))`;
  const wanted = lanes.where(isNext).orderBy('account_id').forUpdate();
  const held = await (isMore ? wanted.skipLocked() : wanted).execute();
  return held.sort((left, right) => left.turn - right.turn);
}

type Share = { readonly lanes: readonly OpenLane[]; readonly each: number };

/** The ids of the oldest queued tasks of these lanes, at most `each` of a lane, by account. */
export async function findNextOfLanes(tx: Tx, queue: string, share: Share): Promise<ReadonlyMap<string, string[]>> {
  const rows = await nextOfLanes(tx, queue, share).execute();
  return new Map(rows.map(({ account_id, ids }) => [account_id, ids?.split(',') ?? []]));
}

/**
 * The statement for it. The search starts at a lane's mark and ends with the last task that is wanted, so the cost follows
 * what is taken and neither the queue nor the history.
 */
export function nextOfLanes(reader: Reader, queue: string, { lanes, each }: Share) {
  const accountIds = lanes.map(({ account_id }) => account_id);
  return reader
    .selectFrom('queue_lanes as lane')
    .select((eb) => [
      'lane.account_id',
      eb
        .selectFrom(
          eb
            .selectFrom('generations')
            .select('generations.id')
            .whereRef('generations.account_id', '=', 'lane.account_id')
            .whereRef('generations.id', '>=', 'lane.from_id')
            .whereRef('generations.queue', '=', 'lane.queue')
            .where('generations.status', '=', sql.lit('queued'))
            .orderBy('generations.id')
            // Not a bare number: PostgreSQL would compare it with what an account has on average, and for an account
            // with many more read and sort all it has.
            .limit(sql<number>`(select cast(${each} as bigint))`)
            .as('task'),
        )
        .select(({ fn }) =>
          fn
            .agg<string | null>('string_agg', ['task.id', sql.lit(',')])
            .orderBy('task.id')
            .as('ids'),
        )
        .as('ids'),
    ])
    .where('lane.queue', '=', queue)
    .where('lane.account_id', 'in', accountIds);
}

/** Closes the lanes of a queue in which nothing waits any more. */
export async function closeEmptyLanes(tx: Tx, queue: string): Promise<void> {
  // In a statement of its own: one that waits for a create goes on with what it saw before, which is an empty lane.
  await holdQueue(tx, queue);
  if (hasManyWriters(tx)) await holdLanes(tx, queue);
  await tx
    .updateTable('queue_lanes')
    .set({ is_waiting: 0 })
    .where('queue', '=', queue)
    .where('is_waiting', '=', sql.lit(1))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('generations as task')
            .select('task.id')
            .whereRef('task.account_id', '=', 'queue_lanes.account_id')
            .whereRef('task.id', '>=', 'queue_lanes.from_id')
            .whereRef('task.queue', '=', 'queue_lanes.queue')
            .where('task.status', '=', sql.lit('queued')),
        ),
      ),
    )
    .execute();
}

/** A lane as it stands after a round: with its turn, its mark, and whether a task may be waiting in it. */
export type LaneMove = OpenLane & { readonly isWaiting: boolean };

/** The statement that writes down how lanes that are held stand after a round. */
export function movingLanes(db: QueryCreator<Tables>, queue: string, moves: readonly LaneMove[]) {
  return db
    .insertInto('queue_lanes')
    .values(moves.map(({ isWaiting, ...lane }) => ({ ...lane, queue, is_waiting: isWaiting ? 1 : 0 })))
    .onConflict((conflict) =>
      conflict.columns(['queue', 'account_id']).doUpdateSet((eb) => ({
        turn: eb.ref('excluded.turn'),
        is_waiting: eb.ref('excluded.is_waiting'),
        from_id: eb.ref('excluded.from_id'),
      })),
    );
}

/** The lowest id that may still be queued for an account in any of these queues; nothing when none is. */
export async function firstQueuedId(
  reader: Reader,
  accountId: string,
  queues: readonly string[],
): Promise<string | undefined> {
  const row = await reader
    .selectFrom('queue_lanes')
    .select((eb) => eb.fn.min('from_id').as('id'))
    .where('queue', 'in', queues)
    .where('account_id', '=', accountId)
    .where('is_waiting', '=', sql.lit(1))
    .executeTakeFirst();
  return row?.id ?? undefined;
}

/** The highest turn a queue has given, 0 for a new one. */
export async function highestTurn(reader: Reader, queue: string): Promise<number> {
  const row = await reader
    .selectFrom('queue_lanes')
    .select((eb) => eb.fn.max('turn').as('turn'))
    .where('queue', '=', queue)
    .executeTakeFirst();
  return row?.turn ?? 0;
}

/** Moves queued tasks of a model to another engine's queue, from one queue or from all; looks at open lanes only. */
export async function moveQueuedTasks(
  tx: Tx,
  model: string,
  { to, from }: { readonly to: string; readonly from?: string },
): Promise<readonly Lane[]> {
  let open = tx.selectFrom('queue_lanes').where('is_waiting', '=', sql.lit(1)).where('queue', '!=', to);
  if (from !== undefined) open = open.where('queue', '=', from);
  let update = tx
    .updateTable('generations')
    .set({ queue: to })
    .where('account_id', 'in', open.select('account_id'))
    .where(
      'id',
      '>=',
      open.select((eb) => eb.fn.min('from_id').as('id')),
    )
    .where('model', '=', model)
    .where('status', '=', sql.lit('queued'))
    .where('queue', '!=', to);
  if (from !== undefined) update = update.where('queue', '=', from);
  const rows = await update.returning(['account_id', 'id']).execute();
  return rows.map((row) => ({ queue: to, accountId: row.account_id, id: row.id }));
}
