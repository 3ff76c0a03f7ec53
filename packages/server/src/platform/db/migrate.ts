import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Tables } from './database.ts';

/** A step of the schema. Names sort by date; steps go forward only and must leave older processes working. */
export type Migrations = Readonly<Record<string, Pick<Migration, 'up'>>>;

/** Brings the schema up to date and tells which steps ran. Throws what the failed step threw; it is rolled back. */
export async function migrateToLatest(connection: Kysely<Tables>, migrations: Migrations): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: connection,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return results.map((result) => result.migrationName);
}
