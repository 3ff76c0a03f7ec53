import type { Kysely } from 'kysely';
import type { Reader, Tx } from '../platform/db/database.ts';
import { holding } from '../platform/db/locks.ts';
import type { Migrations } from '../platform/db/migrate.ts';
import type { CredentialGate, GateState } from './credential-gate.ts';

declare module '../platform/db/database.ts' {
  interface Tables {
    gate_reports: ReportRow;
  }
}

/** How the process that does an engine's work sees its credentials; the others know it from here. */
type ReportRow = {
  engine: string;
  /** A `GateReport` for each credential, as JSON. */
  report: string;
};

export const gateReportTable: Migrations = {
  '2026-11-22-18-gate-reports': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('gate_reports')
        .addColumn('engine', 'text', (column) => column.primaryKey())
        .addColumn('report', 'text', (column) => column.notNull())
        .execute();
    },
  },
};

/** How one credential stands. Times are milliseconds since 1970. */
export type GateReport = {
  readonly name: string;
  readonly state: GateState;
  readonly pausedUntilMs: number | null;
  readonly message: string | null;
};

export function reportOf(gate: CredentialGate): GateReport {
  const { state, pausedUntilMs = null, message = null } = gate;
  return { name: gate.credential.name, state, pausedUntilMs, message };
}

/** What was last said of each engine's credentials. */
export async function readReports(reader: Reader): Promise<ReadonlyMap<string, readonly GateReport[]>> {
  const rows = await reader.selectFrom('gate_reports').selectAll().execute();
  return new Map(rows.map(({ engine, report }) => [engine, JSON.parse(report)]));
}

export async function writeReport(tx: Tx, engine: string, gates: readonly GateReport[]): Promise<void> {
  const report = JSON.stringify(gates);
  await tx
    .insertInto('gate_reports')
    .values({ engine, report })
    .onConflict((conflict) => conflict.column('engine').doUpdateSet({ report }))
    .execute();
}

/** Replaces what is said of these credentials of an engine, and leaves what was last said of its others. */
export async function amendReport(tx: Tx, engine: string, gates: readonly GateReport[]): Promise<void> {
  const query = tx.selectFrom('gate_reports').selectAll().where('engine', '=', engine);
  const row = await holding(tx, query).executeTakeFirst();
  const last: readonly GateReport[] = row === undefined ? [] : JSON.parse(row.report);
  const names = new Set(gates.map(({ name }) => name));
  await writeReport(tx, engine, [...last.filter(({ name }) => !names.has(name)), ...gates]);
}
