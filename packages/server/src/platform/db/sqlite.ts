import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { SqliteAdapter, SqliteDialect } from 'kysely';

const STATEMENTS_MAX = 500;

/**
 * A commit is on disk when it returns. A checkpoint writes each page once however often it changed since the last one,
 * so with random pages (every account has its own) fewer and larger ones are cheaper: 4,000 pages are 16 MB of log and
 * took a tenth off a create; more would be felt as a pause. The cache, in KiB, is only taken as it fills. What a
 * statement over many rows keeps to be able to undo itself stays in memory instead of going through a temporary file.
 */
const PRAGMAS = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma wal_autocheckpoint = 4000;
  pragma cache_size = -16000;
  pragma temp_store = memory;
`;

/**
 * Kysely's own SQLite dialect over `node:sqlite`. Statements are kept prepared: preparing one costs more than
 * running it (15 against 8 microseconds for a select by id). `synchronous = full` makes a commit survive power loss.
 */
export function sqliteDialect(path: string): SqliteDialect {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 5_000 });
  database.exec(PRAGMAS);
  const statements = new Map<string, ReturnType<typeof asKyselyStatement>>();
  return new EmbeddedDialect({
    database: {
      close: () => database.close(),
      prepare(sql) {
        // A transaction that will write takes the lock at once, instead of failing half-way when it upgrades.
        const text = sql === 'begin' ? 'begin immediate' : sql;
        // A full disk has rolled the transaction back already; saying so again would hide why.
        if (text === 'rollback' && !database.isTransaction) return NOTHING_TO_DO;
        const known = statements.get(text);
        if (known !== undefined) return known;
        if (statements.size >= STATEMENTS_MAX) statements.clear();
        const statement = asKyselyStatement(database.prepare(text));
        statements.set(text, statement);
        return statement;
      },
    },
  });
}

/** SQLite can undo a half-done schema step; Kysely's adapter is only careful about foreign keys, which no step switches. */
class EmbeddedAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class EmbeddedDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new EmbeddedAdapter();
  }
}

const NOTHING_TO_DO = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};

function asKyselyStatement(statement: StatementSync) {
  const bound = (parameters: readonly unknown[]): SQLInputValue[] => parameters.map(toSqlValue);
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...bound(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...bound(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...bound(parameters)),
  };
}

function toSqlValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`A ${typeof value} cannot be stored.`);
}
