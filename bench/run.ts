import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { cleanUp, cleanUpOnSignals } from './cleanup.ts';
import { benchEngines } from './engines.ts';
import { benchHistory } from './history.ts';
import { benchHttp } from './http.ts';
import { benchMemory } from './memory.ts';
import { benchPainter } from './painter.ts';
import { openPlaces, STORE_KINDS, type StoreKind } from './places.ts';
import { benchQueue } from './queue.ts';
import { benchRates } from './rates.ts';
import { type Staged, stageBuiltPackages } from './stage.ts';
import { benchSteady } from './steady.ts';
import { benchWallet } from './wallet.ts';
import { benchWebhooks } from './webhooks.ts';

/**
 * `npm run bench [-- PART… --store sqlite|postgres --minutes N]`: builds the packages, measures them as they would be
 * installed and prints tables. Figures are told next to their targets and never decide the exit code: a busy machine is
 * no fault of the code.
 */
const PARTS: Readonly<Record<string, (staged: Staged) => Promise<void>>> = {
  http: benchHttp,
  engines: benchEngines,
  webhooks: benchWebhooks,
  memory: benchMemory,
  painter: benchPainter,
  rates: benchRates,
  history: benchHistory,
  queue: benchQueue,
  wallet: benchWallet,
  steady: benchSteady,
};
/** Several parts under one name. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  stores: ['rates', 'history', 'queue', 'wallet', 'steady'],
};
const MINUTES_MAX = 60;

type Wanted = { readonly parts: readonly string[]; readonly kind: StoreKind; readonly minutes: number };

cleanUpOnSignals();
await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const wanted = readArguments(args);
  if (typeof wanted === 'string') {
    console.error(wanted);
    process.exitCode = 2;
    return;
  }
  const { parts, kind, minutes } = wanted;
  const startedAtMs = performance.now();
  console.log(`${describeMachine()} Store: ${kind}.`);
  const places = openPlaces(kind);
  try {
    const staged = { launcher: stageBuiltPackages(), places, minutes };
    for (const [name, bench] of Object.entries(PARTS)) {
      if (parts.includes(name)) await measured(name, () => bench(staged));
    }
  } catch (error) {
    console.log(`\nnothing could be measured: ${reasonOf(error)}`);
  } finally {
    await places.close();
    cleanUp();
  }
  console.log(`\n${Math.round((performance.now() - startedAtMs) / 1000)} s in all`);
}

/** What is to be measured, or what is wrong with the arguments. */
function readArguments(args: readonly string[]): Wanted | string {
  try {
    const options = {
      store: { type: 'string', default: 'sqlite' },
      minutes: { type: 'string', default: '1' },
    } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const kind = STORE_KINDS.find((known) => known === values.store);
    if (kind === undefined) return `--store must be ${STORE_KINDS.join(' or ')}.`;
    const minutes = Number(values.minutes);
    if (!(minutes > 0 && minutes <= MINUTES_MAX)) return `--minutes must be above 0 and at most ${MINUTES_MAX}.`;
    const known = [...Object.keys(PARTS), ...Object.keys(GROUPS)];
    const unknown = positionals.filter((name) => !known.includes(name));
    if (unknown.length > 0) return `no such part: ${unknown.join(', ')}; there are: ${known.join(', ')}`;
    const parts = positionals.length === 0 ? Object.keys(PARTS) : positionals.flatMap((name) => GROUPS[name] ?? name);
    return { parts, kind, minutes };
  } catch (error) {
    return reasonOf(error);
  }
}

/** A part that breaks says so; the others are measured all the same. */
async function measured(name: string, bench: () => Promise<void>): Promise<void> {
  try {
    await bench();
  } catch (error) {
    console.log(`\n${name} could not be measured: ${reasonOf(error)}`);
  }
}

function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const [load = 0] = loadavg();
  const noise = load > 0.5 ? ` Load before the start: ${load.toFixed(1)}, so read ratios rather than rates.` : '';
  return `Node ${process.version}, ${availableParallelism()} cores (${model}).${noise}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
