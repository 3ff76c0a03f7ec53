import { type Kysely, PostgresAdapter, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Tables } from './database.ts';

/** A step of the schema. Names sort by date; steps go forward only and must leave older processes working. */
export type Migrations = Readonly<Record<string, Pick<Migration, 'up'>>>;

/**
 * Brings the schema up to date and tells which steps ran. When one fails, all of this call is rolled back and the error
 * names the step; its cause is what the step threw.
 */
export async function migrateToLatest(connection: Kysely<Tables>, migrations: Migrations): Promise<readonly string[]> {
  const schema = await ownSchema(connection);
  const migrator = new Migrator({
    db: connection,
    provider: { getMigrations: async () => ({ ...(await unknownSteps(connection, schema)), ...migrations }) },
    ...(schema === undefined ? {} : { migrationTableSchema: schema }),
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw named(error, results.find(({ status }) => status === 'Error')?.migrationName);
  return results.map((result) => result.migrationName);
}

/**
 * Steps that a newer version has run on a store that several processes share. While versions are changed one process after
 * the other, an older one may have to start again: steps only add, so it finds all that it knows. An embedded store belongs
 * to one process, and an older version there is a mistake.
 */
async function unknownSteps(connection: Kysely<Tables>, schema: string | undefined): Promise<Migrations> {
  if (schema === undefined) return {};
  const { rows: found } = await sql<{ is_there: boolean }>`
    select to_regclass(${`${schema}.kysely_migration`}) is not null as is_there`.execute(connection);
  if (found[0]?.is_there !== true) return {};
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(`${schema}.kysely_migration`)}`.execute(
    connection,
  );
  return Object.fromEntries(rows.map((row) => [row.name, { up: () => Promise.resolve() }]));
}

/** PostgreSQL may hold others of our tables in other schemas, which say nothing about this one. */
async function ownSchema(connection: Kysely<Tables>): Promise<string | undefined> {
  if (!(connection.getExecutor().adapter instanceof PostgresAdapter)) return undefined;
  const { rows } = await sql<{ name: string }>`select current_schema() as name`.execute(connection);
  return rows[0]?.name;
}

function named(error: unknown, step: string | undefined): unknown {
  if (step === undefined) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`The schema step ${step} failed and was undone: ${message}`, { cause: error });
}
