import { sql } from 'kysely';
import type { Db, Reader, Tx } from '../platform/db/database.ts';
import { MoveRefused } from './refusal.ts';

/** What a move asks the database it moves to. The table of its progress is its own and no schema step's. */

/** How far one part is: the place of the last row or file that is done, and how many are. */
export type Mark = { readonly place: number; readonly done: number };

const START: Mark = { place: 0, done: 0 };

/** The version of the server, such as 150018. */
export async function readServerVersion(target: Reader): Promise<number> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(
    target,
  );
  return Number(rows[0]?.version);
}

/** The columns of all tables in the schema that is used, by table. */
export async function readTargetTables(target: Reader): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ table_name: string; column_name: string }>`
    select table_name, column_name from information_schema.columns where table_schema = current_schema()
  `.execute(target);
  const tables = new Map<string, Set<string>>();
  for (const { table_name: table, column_name: column } of rows) {
    tables.set(table, (tables.get(table) ?? new Set()).add(column));
  }
  return tables;
}

/** The names of the schema steps it has been through. */
export async function readTargetSteps(target: Reader): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(target);
  return rows.map(({ name }) => name);
}

export async function hasRows(target: Reader, table: string): Promise<boolean> {
  const { rows } = await sql<{ has_rows: boolean }>`
    select exists (select 1 from ${sql.table(table)}) as has_rows
  `.execute(target);
  return rows[0]?.has_rows === true;
}

export async function countTargetRows(target: Reader, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(target);
  return rows[0]?.count ?? 0;
}

/** Tells the planner what the tables hold now. */
export async function analyzeTarget(target: Reader, tables: readonly string[]): Promise<void> {
  for (const table of tables) await sql`analyze ${sql.table(table)}`.execute(target);
}

export async function createMarks(target: Reader): Promise<void> {
  await sql`
    create table if not exists move_progress (
      part text primary key, place bigint not null, done bigint not null, source text not null
    )
  `.execute(target);
}

/** Which source is, or was, moved here; `undefined` when none is. */
export async function readSourceMark(target: Reader): Promise<string | undefined> {
  const { rows } = await sql<{ source: string }>`select source from move_progress where part = ${SOURCE}`.execute(
    target,
  );
  return rows[0]?.source;
}

/** Writes down which source is moved here. Does nothing when that is known already. */
export async function keepSourceMark(tx: Tx, source: string): Promise<void> {
  await sql`
    insert into move_progress (part, place, done, source) values (${SOURCE}, 0, 0, ${source}) on conflict do nothing
  `.execute(tx);
}

/** Whether all tables have been copied and found to be right. */
export async function isCopied(target: Reader): Promise<boolean> {
  const { rows } = await sql`select 1 from move_progress where part = ${SOURCE} and done = 1`.execute(target);
  return rows.length > 0;
}

export async function keepCopied(target: Db): Promise<void> {
  await target.transaction(async (tx) => {
    await sql`update move_progress set done = 1 where part = ${SOURCE}`.execute(tx);
  });
}

const SOURCE = 'source';

/** How far this part is; at its start when nothing is known of it. */
export async function readMark(target: Reader, part: string): Promise<Mark> {
  const { rows } = await sql<Mark>`select place, done from move_progress where part = ${part}`.execute(target);
  return rows[0] ?? START;
}

/**
 * Moves the mark of a part on. Throws `MoveRefused` when it is not where it was left: then another process moves the same
 * installation, and this transaction must not be kept.
 */
export async function advanceMark(tx: Tx, part: string, { from, to }: { from: Mark; to: Mark }): Promise<void> {
  const { rows } = await sql`
    insert into move_progress as mark (part, place, done, source) values (${part}, ${to.place}, ${to.done}, '')
    on conflict (part) do update set place = excluded.place, done = excluded.done
    where mark.place = ${from.place}
    returning 1
  `.execute(tx);
  if (rows.length === 0) {
    throw new MoveRefused('another_move', 'Another "rivya move" is writing to the same database. Let it end.');
  }
}

/** Writes rows as they are. They go as one JSON text, so that their number and width know no limit of parameters. */
export async function insertRows(
  tx: Tx,
  table: { readonly name: string; readonly columns: readonly string[] },
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const columns = sql.join(table.columns.map((column) => sql.id(column)));
  await sql`
    insert into ${sql.table(table.name)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table.name)}, ${toJson(rows)}::json)
  `.execute(tx);
}

function toJson(rows: readonly Readonly<Record<string, unknown>>[]): string {
  // Bytes as PostgreSQL writes them; there are none at present.
  return JSON.stringify(rows, (_key, value: unknown) =>
    value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value,
  );
}
