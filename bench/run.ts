import { availableParallelism, cpus, loadavg } from 'node:os';
import { cleanUp, cleanUpOnSignals } from './cleanup.ts';
import { benchEngines } from './engines.ts';
import { benchHttp } from './http.ts';
import { benchMemory } from './memory.ts';
import { type Staged, stageBuiltPackages } from './stage.ts';
import { benchStore } from './store.ts';
import { benchWebhooks } from './webhooks.ts';

/**
 * `npm run bench [-- PART…]`: builds the packages, measures them as they would be installed and prints tables. Figures
 * are told next to their targets and never decide the exit code: a busy machine is no fault of the code.
 */
const PARTS: Readonly<Record<string, (staged: Staged) => Promise<void>>> = {
  http: benchHttp,
  engines: benchEngines,
  webhooks: benchWebhooks,
  memory: benchMemory,
  store: benchStore,
};

cleanUpOnSignals();
await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const unknown = args.filter((name) => PARTS[name] === undefined);
  if (unknown.length > 0) {
    console.error(`no such part: ${unknown.join(', ')}; there are: ${Object.keys(PARTS).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const startedAtMs = performance.now();
  console.log(describeMachine());
  try {
    const staged = stageBuiltPackages();
    for (const [name, bench] of Object.entries(PARTS)) {
      if (args.length === 0 || args.includes(name)) await measured(name, () => bench(staged));
    }
  } catch (error) {
    console.log(`\nnothing could be measured: ${reasonOf(error)}`);
  } finally {
    cleanUp();
  }
  console.log(`\n${Math.round((performance.now() - startedAtMs) / 1000)} s in all`);
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
