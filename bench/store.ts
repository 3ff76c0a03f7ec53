import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccount, createKey } from '../packages/server/src/accounts/index.ts';
import { migrations } from '../packages/server/src/app.ts';
import { grantCredits } from '../packages/server/src/credits/index.ts';
import { claimQueuedTasks } from '../packages/server/src/generations/claim-tasks.ts';
import { type CreateCommand, createGenerations } from '../packages/server/src/generations/create-generations.ts';
import { systemClock } from '../packages/server/src/platform/clock.ts';
import { type Db, openSqlite } from '../packages/server/src/platform/db/database.ts';
import { newId } from '../packages/server/src/platform/ids.ts';
import { credits, DAY_MS, MINUTE_MS } from '../packages/server/src/platform/units.ts';
import { temporaryFolder } from './cleanup.ts';
import { median, percentile, printTable } from './figures.ts';
import { CREATE_BODY } from './requests.ts';

type Owner = { readonly accountId: string; readonly keyId: string };

const QUEUE_LENGTHS = [1_000, 100_000];
const GROUP = 64;
const FILL_GROUP = 256;
const GROUPS_TIMED = 40;
const CLAIMS_TIMED = 200;
const ACCOUNTS = 100;
const PRICE = credits(12);
const RICH = credits(1_000_000_000);

/** Whether a create or a claim costs more with a long queue; on the store alone, without HTTP. */
export async function benchStore(): Promise<void> {
  const folder = join(temporaryFolder(tmpdir()), 'store');
  mkdirSync(folder);
  const db = openSqlite(join(folder, 'rivya.sqlite'));
  await db.migrate(migrations);
  const owners = await makeOwners(db);
  const rows: (readonly string[])[] = [];
  let length = 0;
  for (const wanted of QUEUE_LENGTHS) {
    for (; length < wanted; length += FILL_GROUP) await createGroup(db, owners, FILL_GROUP);
    rows.push([`${wanted} tasks queued`, ...(await timeGroups(db, owners)), ...(await timeClaims(db))]);
    length += GROUPS_TIMED * GROUP - CLAIMS_TIMED;
  }
  await db.close();
  printTable(
    `store: groups of ${GROUP} creates and claims of one task, each its own durable transaction, ${ACCOUNTS} accounts.`,
    ['', 'group p50 ms', 'creates/s', 'claim p50 ms', 'claim p99 ms'],
    rows,
  );
}

async function makeOwners(db: Db): Promise<readonly Owner[]> {
  const deps = { db, clock: systemClock };
  const owners: Owner[] = [];
  for (let index = 0; index < ACCOUNTS; index += 1) {
    const { id: accountId } = await createAccount(deps, `bench-${index}`);
    await grantCredits(deps, { accountId, amount: RICH });
    const { key } = await createKey(deps, { accountId, name: 'bench' });
    owners.push({ accountId, keyId: key.id });
  }
  return owners;
}

async function timeGroups(db: Db, owners: readonly Owner[]): Promise<readonly string[]> {
  const times = await timed(GROUPS_TIMED, () => createGroup(db, owners, GROUP));
  const middleMs = median([...times]);
  return [middleMs.toFixed(2), ((GROUP * 1000) / middleMs).toFixed(0)];
}

async function timeClaims(db: Db): Promise<readonly string[]> {
  const request = { queue: 'painter', credentials: [''], taskTimeoutMs: MINUTE_MS };
  const claim = () =>
    db.transaction((tx) =>
      claimQueuedTasks(tx, systemClock, { ...request, turn: Math.round(performance.now() * 1000) }),
    );
  const times = await timed(CLAIMS_TIMED, claim);
  return [percentile(times, 0.5).toFixed(2), percentile(times, 0.99).toFixed(2)];
}

async function timed(count: number, work: () => Promise<unknown>): Promise<Float64Array> {
  const times = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const startedAtMs = performance.now();
    await work();
    times[index] = performance.now() - startedAtMs;
  }
  return times.sort();
}

async function createGroup(db: Db, owners: readonly Owner[], size: number): Promise<void> {
  const commands = Array.from({ length: size }, (_, index) => commandOf(owners[index % owners.length]));
  await db.transaction((tx) => createGenerations(tx, systemClock, commands));
}

function commandOf(owner: Owner | undefined): CreateCommand {
  const nowMs = systemClock.now();
  const row = {
    id: newId('task', nowMs),
    account_id: owner?.accountId ?? '',
    key_id: owner?.keyId ?? '',
    model: CREATE_BODY.model,
    queue: 'painter',
    status: 'queued' as const,
    input: JSON.stringify({ ...CREATE_BODY, width: 2048, height: 2048, references: [] }),
    client_request_id: null,
    reserved_credits: PRICE,
    final_credits: 0,
    created_at: nowMs,
    updated_at: nowMs,
    deadline_at: nowMs + DAY_MS,
    due_at: 0,
    wants_submit: 0,
    lease: null,
    error_code: null,
    error_message: null,
  };
  return { row, price: PRICE, fileIds: [], claim: undefined };
}
