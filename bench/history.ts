import { judged, median, percentile, printTable } from './figures.ts';
import { runLoad } from './load.ts';
import { openPlace } from './places.ts';
import { creates } from './requests.ts';
import { type RivyaServer, startRivya } from './rivya-server.ts';
import { seedTasks } from './seed-tasks.ts';
import type { Staged } from './stage.ts';

const ACCOUNTS = 100;
const LENGTHS = [0, 100_000, 1_000_000];
const ROUNDS = 7;
const ROUND_MS = 2_000;
const WARM_UP_MS = 2_000;
const CONNECTIONS = [1, 64];
const AIM = { atMost: 110, unit: ' %' };

type Round = { readonly connections: number; readonly p50: number; readonly p99: number; readonly perSecond: number };
type Table = { readonly length: number; readonly server: RivyaServer; readonly next: () => Uint8Array };

/** What a create costs with no, many and very many tasks in the table: three servers, round by round in turn. */
export async function benchHistory(staged: Staged): Promise<void> {
  const tables: (Table & { readonly rounds: Round[] })[] = [];
  for (const length of LENGTHS) tables.push({ ...(await openTable(staged, length)), rounds: [] });
  for (const table of tables) await fire(table, 64, WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round += 1) {
    // Who goes first changes, or whatever the first one leaves to be written would always be the second one's.
    const turn = [...tables.slice(round % tables.length), ...tables.slice(0, round % tables.length)];
    for (const connections of CONNECTIONS) {
      for (const table of turn) table.rounds.push(await fire(table, connections, ROUND_MS));
    }
  }
  await Promise.all(tables.map(({ server }) => server.stop()));
  printTable(
    `history on ${staged.places.kind}: creates of ${ACCOUNTS} accounts beside tasks that ended, ${ROUNDS} rounds of ${ROUND_MS / 1000} s in turn, medians.`,
    ['', 'connections', 'per second', 'p50 ms', 'p99 ms', 'p50, of none', 'aim', 'reached'],
    CONNECTIONS.flatMap((connections) => tables.map((table) => toRow(table, connections, tables[0]?.rounds ?? []))),
  );
}

async function openTable(staged: Staged, length: number): Promise<Table> {
  const place = await staged.places.newPlace();
  const { stores } = await openPlace(place);
  const tasksEach = length / ACCOUNTS;
  const keys = await seedTasks(stores.db, { accounts: ACCOUNTS, tasksEach, status: 'succeeded', queue: 'painter' });
  await stores.close();
  return { length, server: await startRivya(staged, { place }), next: creates(keys) };
}

async function fire({ server, next }: Table, connections: number, durationMs: number): Promise<Round> {
  const { latenciesMs, perSecond } = await runLoad({
    url: server.url,
    connections,
    durationMs,
    next,
    expectedStatus: 202,
  });
  return { connections, p50: percentile(latenciesMs, 0.5), p99: percentile(latenciesMs, 0.99), perSecond };
}

type Measured = { readonly length: number; readonly rounds: readonly Round[] };

function toRow({ length, rounds }: Measured, connections: number, none: readonly Round[]): readonly string[] {
  const own = rounds.filter((round) => round.connections === connections);
  const base = none.filter((round) => round.connections === connections);
  const middle = (read: (round: Round) => number) => median(own.map(read));
  const share = median(own.map(({ p50 }, index) => (100 * p50) / (base[index]?.p50 ?? Number.NaN)));
  return [
    `${length.toLocaleString('en')} tasks`,
    String(connections),
    middle(({ perSecond }) => perSecond).toFixed(0),
    middle(({ p50 }) => p50).toFixed(2),
    middle(({ p99 }) => p99).toFixed(2),
    `${share.toFixed(0)} %`,
    ...(length === 0 ? ['', ''] : judged(share, AIM)),
  ];
}
