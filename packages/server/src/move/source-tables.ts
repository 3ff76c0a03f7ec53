import { sql } from 'kysely';
import type { Reader } from '../platform/db/database.ts';
import { MoveRefused } from './refusal.ts';

/** A table as it is found in the source; nothing here knows any by name. */
export type SourceTable = { readonly name: string; readonly columns: readonly string[] };

/** A row with its place in the table. */
export type PlacedRow = { readonly place: number; readonly row: Readonly<Record<string, unknown>> };

const MIGRATION_TABLES = ['kysely_migration', 'kysely_migration_lock'];
/** Not the name of a column: SQLite has it for the place of every row. */
const PLACE = '_place';

/** All tables of an embedded store, each after those that its foreign keys point to. */
export async function readSourceTables(source: Reader): Promise<readonly SourceTable[]> {
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_master
    where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name not in (${sql.join(MIGRATION_TABLES)})
    order by name
  `.execute(source);
  const names = inOrder(
    rows.map(({ name }) => name),
    await readParents(source),
  );
  const tables: SourceTable[] = [];
  for (const name of names) {
    const columns = await sql<{ name: string }>`select name from pragma_table_info(${name}) order by cid`.execute(
      source,
    );
    tables.push({ name, columns: columns.rows.map((column) => column.name) });
  }
  return tables;
}

/** The names of the schema steps that an embedded store has been through; none when it has never been used. */
export async function readSourceSteps(source: Reader): Promise<readonly string[]> {
  const known = await sql`select 1 from sqlite_master where name = 'kysely_migration'`.execute(source);
  if (known.rows.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(source);
  return rows.map(({ name }) => name);
}

export async function countSourceRows(source: Reader, { name }: SourceTable): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(source);
  return rows[0]?.count ?? 0;
}

/** The next rows of a table after this place, in the order of their places. The source must not change meanwhile. */
export async function readSourceRows(
  source: Reader,
  { name, columns }: SourceTable,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly PlacedRow[]> {
  const { rows } = await sql<Record<string, unknown>>`
    select rowid as ${sql.id(PLACE)}, ${sql.join(columns.map((column) => sql.id(column)))}
    from ${sql.table(name)} where rowid > ${after} order by rowid limit ${limit}
  `.execute(source);
  return rows.map(({ [PLACE]: place, ...row }) => ({ place: Number(place), row }));
}

async function readParents(source: Reader): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ child: string; parent: string }>`
    select child.name as child, foreign_key."table" as parent
    from sqlite_master as child, pragma_foreign_key_list(child.name) as foreign_key
    where child.type = 'table'
  `.execute(source);
  const parents = new Map<string, string[]>();
  for (const { child, parent } of rows) parents.set(child, [...(parents.get(child) ?? []), parent]);
  return parents;
}

function inOrder(names: readonly string[], parents: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const ordered: string[] = [];
  let rest = names;
  while (rest.length > 0) {
    const isFree = (name: string) =>
      (parents.get(name) ?? []).every((parent) => parent === name || !rest.includes(parent));
    const free = rest.filter(isFree);
    if (free.length === 0)
      throw new MoveRefused('copy_failed', `These tables point at each other: ${rest.join(', ')}.`);
    ordered.push(...free);
    rest = rest.filter((name) => !free.includes(name));
  }
  return ordered;
}
