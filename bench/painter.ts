import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { judged, median, percentile, printTable } from './figures.ts';
import type { PainterFigures, PainterTask } from './run-painter.ts';
import type { Staged } from './stage.ts';

const COLD_RUNS = 5;
const MB = 2 ** 20;

type Row = readonly string[];

/**
 * The painter alone, as it is installed: how long a picture takes in one thread, with its encoding as PNG, what the
 * process holds at most, and whether a server that paints two at once still answers. Every measurement has a process of
 * its own.
 */
export async function benchPainter({ launcher }: Staged): Promise<void> {
  // Beside the server's package, where npm puts it too.
  const entry = join(dirname(launcher), '../../@rivya/painter/src/index.js');
  const rows: Row[] = [];
  const cold: PainterFigures[] = [];
  for (let run = 0; run < COLD_RUNS; run += 1) cold.push(await measure(entry, { kind: 'cold' }));
  rows.push(timeRow('first picture of a process, 1024 × 1024, from its start', spread(cold.flatMap(takeTimes)), 1_500));
  for (const [side, atMostMs] of [
    [1024, 500],
    [2048, 1_600],
  ] as const) {
    const warm = await measure(entry, { kind: 'warm', side });
    rows.push(timeRow(`warm, ${side} × ${side}`, warm.timesMs, atMostMs));
    if (side === 2048) rows.push(memoryRow(`peak memory of that process`, warm.peakBytes));
  }
  const two = await measure(entry, { kind: 'two' });
  rows.push(delayRow('two at once in threads, 2048 × 2048: the event loop of the server, p99', two.loopP99Ms));
  const aborts = await measure(entry, { kind: 'abort' });
  rows.push(timeRow('4096 × 4096 aborted, until its thread is free', spread(aborts.timesMs), 100));
  printTable(
    'painter: several prompts, scenes and styles; median and slowest of them.',
    ['', 'median', 'slowest', 'aim for the median', 'reached'],
    rows,
  );
}

async function measure(entry: string, task: PainterTask): Promise<PainterFigures> {
  const script = join(import.meta.dirname, 'run-painter.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, entry, JSON.stringify(task)]);
  return JSON.parse(stdout);
}

function takeTimes({ timesMs }: PainterFigures): readonly number[] {
  return timesMs;
}

function spread(timesMs: readonly number[]): readonly number[] {
  return [...timesMs].sort((left, right) => left - right);
}

function timeRow(what: string, timesMs: readonly number[], atMostMs: number): Row {
  const middle = median(timesMs);
  const slowest = percentile(Float64Array.from(timesMs).sort(), 1);
  return [
    what,
    `${middle.toFixed(0)} ms`,
    `${slowest.toFixed(0)} ms`,
    ...judged(middle, { atMost: atMostMs, unit: ' ms' }),
  ];
}

function memoryRow(what: string, bytes: number): Row {
  const held = bytes / MB;
  return [what, `${held.toFixed(0)} MB`, '', ...judged(held, { atMost: 300, unit: ' MB' })];
}

function delayRow(what: string, delayMs: number): Row {
  return [what, `${delayMs.toFixed(1)} ms`, '', ...judged(delayMs, { atMost: 20, unit: ' ms' })];
}
