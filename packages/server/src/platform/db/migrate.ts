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
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    ...(schema === undefined ? {} : { migrationTableSchema: schema }),
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw named(error, results.find(({ status }) => status === 'Error')?.migrationName);
  return results.map((result) => result.migrationName);
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
