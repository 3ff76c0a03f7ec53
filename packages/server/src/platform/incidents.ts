import type { Kysely } from 'kysely';
import type { Clock } from './clock.ts';
import type { Db, Reader, Tx } from './db/database.ts';
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
  created_at: number;
};

/** Something only the operator can decide or mend. `subjectId` is what it is about, such as a task. */
export type Incident = {
  readonly id: string;
  readonly kind: string;
  readonly subjectId: string | null;
  readonly message: string;
  readonly createdAtMs: number;
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
};

/** Records what needs an operator; `rivya incidents` shows it. The message names no secret. */
export async function openIncident(
  tx: Tx,
  clock: Clock,
  incident: { kind: string; subjectId?: string; message: string },
): Promise<void> {
  const now = clock.now();
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

/** The newest incidents first. */
export async function listIncidents(db: Db | { read: Reader }, limit: number): Promise<readonly Incident[]> {
  const rows = await db.read.selectFrom('incidents').selectAll().orderBy('id', 'desc').limit(limit).execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    subjectId: row.subject_id,
    message: row.message,
    createdAtMs: row.created_at,
  }));
}
