import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export type PainterTask =
  | { readonly kind: 'cold' }
  | { readonly kind: 'warm'; readonly side: number }
  | { readonly kind: 'two' }
  | { readonly kind: 'abort' };

export type PainterFigures = {
  readonly timesMs: readonly number[];
  /** The largest resident set of the process so far. */
  readonly peakBytes: number;
  readonly loopP99Ms: number;
};

const PROMPTS = [
  'A clean editorial product image on a soft studio background',
  'a sailboat on a quiet lake at dawn',
  'two small red foxes in a snowy forest at night',
  'a city skyline at night, oil painting',
  'three horses in a meadow, watercolour',
  'a whale in the ocean, storm',
  'an astronaut on the moon',
  'quantum entanglement of thoughts',
  'a castle in the mountains at sunset, pencil sketch',
];
const WARM_UPS = 2;
const AT_ONCE = 2;
const ABORT_AFTER_MS = [150, 900, 2_500];

/** One measurement in this process: `node run-painter.ts ENTRY TASK`, both as text; prints figures as JSON. */
const [entry = '', text = ''] = process.argv.slice(2);
const task: PainterTask = JSON.parse(text);
const painter: typeof import('../packages/painter/src/index.ts') = await import(pathToFileURL(entry).href);
process.stdout.write(JSON.stringify(await measure()));

async function measure(): Promise<PainterFigures> {
  switch (task.kind) {
    case 'cold':
      await paint(PROMPTS[0], 1024);
      // Counted from the start of the process.
      return figures([performance.now()]);
    case 'warm':
      return figures(await warm(task.side));
    case 'two':
      return await twoAtOnce();
    case 'abort':
      return figures(await aborts());
  }
}

async function warm(side: number): Promise<readonly number[]> {
  for (const prompt of PROMPTS.slice(0, WARM_UPS)) await paint(prompt, side);
  const times: number[] = [];
  for (const prompt of PROMPTS) {
    const startedAtMs = performance.now();
    await paint(prompt, side);
    times.push(performance.now() - startedAtMs);
  }
  return times;
}

async function twoAtOnce(): Promise<PainterFigures> {
  const pool = new painter.PainterPool({ threads: AT_ONCE });
  await pool.paint({ prompt: 'warm up', width: 256, height: 256, seed: 1 });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const paintings = PROMPTS.map((prompt) => pool.paint({ prompt, width: 2048, height: 2048, seed: 1 }));
  await Promise.all(paintings);
  delay.disable();
  await pool.close();
  return { ...figures([]), loopP99Ms: delay.percentile(99) / 1e6 };
}

/** From an abort until the only thread has painted a picture of 16 × 16, at moments all over a large one. */
async function aborts(): Promise<readonly number[]> {
  const pool = new painter.PainterPool({ threads: 1 });
  const small = { prompt: 'a', width: 16, height: 16, seed: 1 };
  for (let count = 0; count < WARM_UPS; count += 1) await pool.paint(small);
  const times: number[] = [];
  for (const prompt of PROMPTS) {
    for (const afterMs of ABORT_AFTER_MS) {
      const aborter = new AbortController();
      const painting = pool.paint({ prompt, width: 4096, height: 4096, seed: 1 }, { signal: aborter.signal });
      const ended = painting.catch(() => undefined);
      await pause(afterMs);
      const abortedAtMs = performance.now();
      aborter.abort();
      await pool.paint(small);
      times.push(performance.now() - abortedAtMs);
      await ended;
    }
  }
  await pool.close();
  return times;
}

async function paint(prompt = '', side: number): Promise<void> {
  await painter.paint({ prompt, width: side, height: side, seed: 1 });
}

function figures(timesMs: readonly number[]): PainterFigures {
  return { timesMs, peakBytes: process.resourceUsage().maxRSS * 1024, loopP99Ms: 0 };
}
