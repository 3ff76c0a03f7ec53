import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { BoundHistogram } from './bound-histogram.ts';
import type { Log } from './log.ts';
import { SECOND_MS } from './units.ts';

/** What a figure is: its name without the prefix `rivya_`, one sentence about it, and the names of its labels. */
export type Figure<Label extends string> = {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
};

/** The figures of one process, as Prometheus reads them (text format 0.0.4). */
export interface Metrics {
  /** Only grows; its name ends in `_total`. */
  counter<Label extends string>(figure: Figure<Label>): Counter<Label>;
  gauge<Label extends string>(figure: Figure<Label>): Gauge<Label>;
  /** `buckets` are upper bounds, in the unit that the name ends in. */
  histogram<Label extends string>(figure: Figure<Label>, buckets: readonly number[]): Histogram<Label>;
  /** The same for what happens with every request: it is counted through series that are made once and kept. */
  boundHistogram<Label extends string>(figure: Figure<Label>, buckets: readonly number[]): BoundHistogram<Label>;
  /**
   * Runs `read` before a scrape and then what it answers, which sets gauges; they are kept for `FRESH_MS`. One that throws
   * or takes longer than `READ_MS_MAX` does not hold the scrape up: `forget` runs instead and takes back what was set.
   */
  beforeScrape(reading: Reading): void;
  /** Adds processor, memory, handles, garbage collection and event loop of this process, under their usual names. */
  watchProcess(): void;
  /** Everything, as text of `contentType`. Never throws for what a reading throws. */
  scrape(): Promise<string>;
  readonly contentType: string;
  /** Every name there is, also of figures that have no value yet. */
  names(): readonly string[];
}

export type Reading = { readonly name: string; readonly read: () => Promise<() => void>; readonly forget: () => void };

/** How old what a reading set may be: several scrapers cost the store no more than one. */
export const FRESH_MS = 5 * SECOND_MS;
/** How long a scrape waits for a reading; scrapers give up after 10 s. */
export const READ_MS_MAX = 2 * SECOND_MS;

const PREFIX = 'rivya_';

/** Makes a registry of its own; nothing is shared between two of them. */
export function createMetrics(log: Log, limits: { readonly readMsMax: number } = { readMsMax: READ_MS_MAX }): Metrics {
  const registry = new Registry();
  const readings: (() => Promise<void>)[] = [];
  const options = <Label extends string>({ name, help, labels = [] }: Figure<Label>) => {
    return { name: `${PREFIX}${name}`, help, labelNames: [...labels], registers: [registry] };
  };
  return {
    counter: (figure) => new Counter(options(figure)),
    gauge: (figure) => new Gauge(options(figure)),
    histogram: (figure, buckets) => new Histogram({ ...options(figure), buckets: [...buckets] }),
    boundHistogram: (figure, buckets) => new BoundHistogram({ ...options(figure), buckets: [...buckets] }),
    beforeScrape: (reading) => void readings.push(keepFresh(reading, log, limits.readMsMax)),
    watchProcess: () => collectDefaultMetrics({ register: registry }),
    async scrape() {
      await Promise.all(readings.map((read) => read()));
      return await registry.metrics();
    },
    contentType: registry.contentType,
    names: () => registry.getMetricsAsArray().map(({ name }) => name),
  };
}

/** Reads again once what was read is no longer fresh; scrapes that come together share one reading. */
function keepFresh(reading: Reading, log: Log, readMsMax: number): () => Promise<void> {
  let readAtMs = -Infinity;
  let running: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    const startedAtMs = performance.now();
    try {
      const set = await inTime(reading.read(), readMsMax);
      set();
    } catch (error) {
      log.warn({ err: error, reading: reading.name }, 'figures could not be read');
      reading.forget();
    }
    readAtMs = startedAtMs;
    running = undefined;
  };
  return async () => {
    if (performance.now() - readAtMs < FRESH_MS) return;
    running ??= read();
    await running;
  };
}

/** The result of work, or an error once the time is over; the work itself goes on. */
export async function inTime<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`It took longer than ${timeoutMs} ms.`)), timeoutMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
