import { type Generated, type Kysely, type Selectable, sql } from 'kysely';
import type { Clock } from './clock.ts';
import type { Db, Reader, Tx } from './db/database.ts';
import { holdNames } from './db/locks.ts';
import type { Migrations } from './db/migrate.ts';
import { newId } from './ids.ts';

declare module './db/database.ts' {
  interface Tables {
    incidents: IncidentRow;
  }
}

type IncidentRow = {
  id: string;
  kind: string;
  subject_id: string | null;
  message: string;
  times: Generated<number>;
  created_at: number;
  /** Null while it happened once. */
  last_at: number | null;
  resolved_at: number | null;
  note: string | null;
};

/** Something only the operator can decide or mend. `subjectId` is what it is about, such as a task. */
export type Incident = {
  readonly id: string;
  readonly kind: string;
  readonly subjectId: string | null;
  readonly message: string;
  /** How often it happened while it was open, from 1. */
  readonly times: number;
  readonly createdAtMs: number;
  /** When it happened last. */
  readonly lastAtMs: number;
  /** When an operator was done with it; `null` while it is open. */
  readonly resolvedAtMs: number | null;
  /** What the operator wrote down about it. */
  readonly note: string | null;
};

export const incidentMigrations: Migrations = {
  '2026-11-22-05-incidents': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('incidents')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject_id', 'text')
        .addColumn('message', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  '2026-11-22-14-incidents-resolved': {
    async up(db: Kysely<unknown>) {
      const incidents = db.schema.alterTable('incidents');
      await incidents.addColumn('times', 'integer', (column) => column.notNull().defaultTo(1)).execute();
      await incidents.addColumn('last_at', 'bigint').execute();
      await incidents.addColumn('resolved_at', 'bigint').execute();
      await incidents.addColumn('note', 'text').execute();
      // Open ones are few, however many there were.
      await sql`create index incidents_open on incidents (id) where resolved_at is null`.execute(db);
    },
  },
};

/**
 * Records what needs an operator; `rivya incidents` shows it. The message names no secret. What is told in the same words
 * of the same subject while it is open counts there once more; once that was resolved it is an incident of its own.
 */
export async function openIncident(tx: Tx, clock: Clock, incident: NewIncident): Promise<void> {
  const now = clock.now();
  // Many tasks meet the same trouble in the same moment; only a row could be held, and there may be none yet.
  await holdNames(tx, [`incident ${incident.kind} ${incident.subjectId ?? ''}`]);
  const same = await findOpen(tx, incident);
  if (same !== undefined) {
    await tx
      .updateTable('incidents')
      .set((row) => ({ times: row('times', '+', 1), last_at: now }))
      .where('id', '=', same.id)
      .execute();
    return;
  }
  await tx
    .insertInto('incidents')
    .values({
      id: newId('inc', now),
      kind: incident.kind,
      subject_id: incident.subjectId ?? null,
      message: incident.message,
      created_at: now,
    })
    .execute();
}

export type IncidentsQuery = {
  /** Default: `open`. */
  readonly state?: 'open' | 'all' | undefined;
  /** Only those listed after this one. */
  readonly afterId?: string | undefined;
};

/** The newest incidents first; the open ones unless all are asked for. */
export async function listIncidents(
  db: Db | { read: Reader },
  limit: number,
  { state = 'open', afterId }: IncidentsQuery = {},
): Promise<readonly Incident[]> {
  const rows = await db.read
    .selectFrom('incidents')
    .selectAll()
    .$if(state === 'open', (query) => query.where('resolved_at', 'is', null))
    .$if(afterId !== undefined, (query) => query.where('id', '<', afterId ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toIncident);
}

/** How many incidents are open, by kind; kinds without any are missing. */
export async function countOpenIncidents(db: Db | { read: Reader }): Promise<ReadonlyMap<string, number>> {
  const rows = await db.read
    .selectFrom('incidents')
    .select('kind')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('resolved_at', 'is', null)
    .groupBy('kind')
    .execute();
  return new Map(rows.map(({ kind, count }) => [kind, Number(count)]));
}

/**
 * Marks an incident as done with; `undefined` when there is no such incident. Resolved before, it keeps its time, and its
 * note unless there is another.
 */
export async function resolveIncident(
  tx: Tx,
  clock: Clock,
  { id, note }: { readonly id: string; readonly note?: string | undefined },
): Promise<Incident | undefined> {
  const row = await tx
    .updateTable('incidents')
    .set((from) => ({
      resolved_at: from.fn.coalesce('resolved_at', from.val(clock.now())),
      ...(note === undefined ? {} : { note }),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : toIncident(row);
}

type NewIncident = { readonly kind: string; readonly subjectId?: string; readonly message: string };

async function findOpen(tx: Tx, { kind, subjectId, message }: NewIncident): Promise<{ id: string } | undefined> {
  return await tx
    .selectFrom('incidents')
    .select('id')
    .where('resolved_at', 'is', null)
    .where('kind', '=', kind)
    .$if(subjectId === undefined, (query) => query.where('subject_id', 'is', null))
    .$if(subjectId !== undefined, (query) => query.where('subject_id', '=', subjectId ?? ''))
    .where('message', '=', message)
    .executeTakeFirst();
}

function toIncident(row: Selectable<IncidentRow>): Incident {
  return {
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    message: row.message,
    times: row.times,
    createdAtMs: row.created_at,
    lastAtMs: row.last_at ?? row.created_at,
    resolvedAtMs: row.resolved_at,
    note: row.note,
  };
}
