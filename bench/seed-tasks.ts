import { sql } from 'kysely';
import { hashSecret, newKeySecret, visiblePrefix } from '../packages/server/src/accounts/key-secret.ts';
import { SCOPES, scopesToText } from '../packages/server/src/accounts/scopes.ts';
import { systemClock } from '../packages/server/src/platform/clock.ts';
import type { Db, Tx } from '../packages/server/src/platform/db/database.ts';
import { newId } from '../packages/server/src/platform/ids.ts';
import { credits, DAY_MS } from '../packages/server/src/platform/units.ts';
import { CREATE_BODY } from './requests.ts';
import type { Key } from './rivya-server.ts';

/** Tasks that are in the tables before anything is measured: each account has as many, in turn. */
export type SeedPlan = {
  readonly accounts: number;
  readonly tasksEach: number;
  /** `succeeded` ones were charged for, `queued` ones wait for a worker. */
  readonly status: 'queued' | 'succeeded';
  /** The engine they wait for. */
  readonly queue: string;
};

const RICH = credits(1_000_000_000);
const PRICE = credits(12);
const CHUNK = 50_000;
const OWNERS_CHUNK = 100;

/**
 * Fills an empty store with accounts, a key each, and tasks with the ledger entries that belong to them, by a few
 * statements and not through the API. Their ids sort before all that are made later.
 */
export async function seedTasks(db: Db, plan: SeedPlan): Promise<readonly Key[]> {
  const owners = Array.from({ length: plan.accounts }, ownerOf);
  for (let from = 0; from < owners.length; from += OWNERS_CHUNK) {
    await db.transaction((tx) => insertOwners(tx, owners.slice(from, from + OWNERS_CHUNK)));
  }
  const total = plan.accounts * plan.tasksEach;
  for (let from = 0; from < total; from += CHUNK) {
    await db.transaction((tx) => insertChunk(tx, plan, { from, to: Math.min(from + CHUNK, total) }));
  }
  if (total > 0) await db.transaction((tx) => sumUp(tx, plan));
  await settleDown(db);
  return owners;
}

type Owner = Key & { readonly account: string; readonly key: string; readonly entry: string; readonly name: string };

function ownerOf(_: unknown, index: number): Owner {
  const ids = { account: newId('acct'), key: newId('key'), entry: newId('entry') };
  return { ...ids, name: `seed-${index}`, secret: newKeySecret() };
}

/** Accounts with a key and one grant each. */
async function insertOwners(tx: Tx, owners: readonly Owner[]): Promise<void> {
  const made = { created_at: systemClock.now() };
  await tx
    .insertInto('accounts')
    .values(owners.map(({ account: id, name }) => ({ id, name, ...made })))
    .execute();
  const keys = owners.map(({ account, key: id, secret }) => ({
    ...{ id, account_id: account, name: 'bench', prefix: visiblePrefix(secret), secret_hash: hashSecret(secret) },
    ...{ scopes: scopesToText(SCOPES), ...made },
  }));
  await tx.insertInto('api_keys').values(keys).execute();
  const wallets = owners.map(({ account }) => ({ account_id: account, balance: RICH, held: 0, entry_count: 1 }));
  await tx.insertInto('wallets').values(wallets).execute();
  const grants = owners.map(({ account, entry: id }) => ({
    ...{ id, account_id: account, position: 1, type: 'grant' as const, amount: RICH, balance_after: RICH, ...made },
  }));
  await tx.insertInto('ledger_entries').values(grants).execute();
}

type Range = { readonly from: number; readonly to: number };

async function insertChunk(tx: Tx, plan: SeedPlan, range: Range): Promise<void> {
  await insertTasks(tx, plan, range);
  await insertEntries(tx, plan, range, 'reserve');
  if (plan.status === 'succeeded') await insertEntries(tx, plan, range, 'settle');
}

async function insertTasks(tx: Tx, plan: SeedPlan, range: Range): Promise<void> {
  const nowMs = systemClock.now();
  const input = JSON.stringify({ ...CREATE_BODY, width: 2048, height: 2048, references: [] });
  const final = plan.status === 'succeeded' ? PRICE : 0;
  await sql`
    insert into generations (id, account_id, key_id, model, queue, status, input, reserved_credits, final_credits,
      created_at, updated_at, deadline_at, due_at, wants_submit)
    with recursive ${seeds(plan, range)}
    select id, account_id, key_id, ${CREATE_BODY.model}, ${plan.queue}, ${plan.status}, ${input},
      ${whole(PRICE)}, ${whole(final)}, ${whole(nowMs)}, ${whole(nowMs)}, ${whole(nowMs + DAY_MS)}, 0, 0
    from seeds order by n`.execute(tx);
}

async function insertEntries(tx: Tx, plan: SeedPlan, range: Range, type: 'reserve' | 'settle'): Promise<void> {
  const [mark, amount] = type === 'reserve' ? ['1', -PRICE] : ['2', 0];
  // The grant is an account's first entry.
  const entriesEach = plan.status === 'succeeded' ? 2 : 1;
  const first = type === 'reserve' ? 2 : 3;
  await sql`
    insert into ledger_entries (id, account_id, position, type, amount, balance_after, generation_id, key_id, note,
      created_at)
    with recursive ${seeds(plan, range)}
    select 'entry_00000000000000000' || ${mark} || number, account_id, ${whole(first)} + turn * ${whole(entriesEach)},
      ${type}, ${whole(amount)}, ${whole(RICH)} - (turn + 1) * ${whole(PRICE)}, id, key_id, 'seeded',
      ${whole(systemClock.now())}
    from seeds order by n`.execute(tx);
}

/** The numbers of a range, each with an id, an account in turn, and how many tasks that account has before it. */
function seeds({ accounts }: SeedPlan, { from, to }: Range) {
  return sql`
    numbers (n) as (select ${whole(from)} union all select n + 1 from numbers where n + 1 < ${whole(to)}),
    owners as (
      select account_id, id as key_id, row_number() over (order by account_id) - 1 as place from api_keys
      where name = 'bench'
    ),
    seeds as (
      select n, n / ${whole(accounts)} as turn, account_id, key_id,
        substr(cast(100000000 + n as text), 2) as number,
        'task_000000000000000000' || substr(cast(100000000 + n as text), 2) as id
      from numbers join owners on place = n % ${whole(accounts)}
    )`;
}

async function sumUp(tx: Tx, { tasksEach, status, queue }: SeedPlan): Promise<void> {
  const isQueued = status === 'queued';
  const spent = tasksEach * PRICE;
  const entries = tasksEach * (isQueued ? 1 : 2);
  await sql`
    update wallets set balance = balance - ${whole(spent)}, held = ${whole(isQueued ? spent : 0)},
      entry_count = entry_count + ${whole(entries)}
    where account_id in (select account_id from api_keys where name = 'bench')`.execute(tx);
  if (!isQueued) return;
  await sql`
    insert into queue_lanes (queue, account_id, turn, is_waiting, from_id)
    select ${queue}, account_id, 0, 1, min(id) from generations group by account_id`.execute(tx);
}

/** What a server would have done by itself long before: statistics, and nothing left to be written behind. */
async function settleDown(db: Db): Promise<void> {
  if (db.kind === 'sqlite') return void (await sql`pragma wal_checkpoint(truncate)`.execute(db.read));
  await sql`vacuum analyze`.execute(db.read);
  await sql`checkpoint`.execute(db.read);
}

/** PostgreSQL has to be told what a bare parameter is. */
function whole(value: number) {
  return sql`cast(${value} as bigint)`;
}
