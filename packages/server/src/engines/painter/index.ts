import { PaintError, PainterPool, randomSeed } from '@rivya/painter';
import type { Clock } from '../../platform/clock.ts';
import { unreachable } from '../../platform/units.ts';
import type { Engine, EngineJob, Handle, Progress } from '../engine.ts';
import type { Offer } from '../registry.ts';
import { PAINTER_NOTICES, painterServes } from './offers.ts';
import { type Ending, readDirectives } from './wire.ts';

export type PainterSettings = {
  /** Pictures painted at once, one thread each; 0 takes no work. */
  readonly concurrency: number;
};

const AFTER_CANCEL_MS = 5_000;
const AFTER_CRASH_MS = 1_000;
const CRASHES_MAX = 3;

/**
 * The engine that needs no key and no network. Submitting writes the seed and the start down as the handle, so a
 * picture interrupted by a crash is painted again exactly as it was begun; nothing here is ever bought.
 */
export function createPainterEngine(clock: Clock, settings: PainterSettings): Offer {
  return { engine: new PainterEngine(clock, settings), serves: painterServes };
}

class PainterEngine implements Engine {
  readonly id = 'painter';
  readonly notices = PAINTER_NOTICES;
  readonly isFree = true;
  readonly callsMax: number;
  readonly #clock: Clock;
  readonly #pool: PainterPool;
  readonly #painting = new Map<string, AbortController>();

  constructor(clock: Clock, { concurrency }: PainterSettings) {
    this.callsMax = concurrency;
    this.#clock = clock;
    this.#pool = new PainterPool({ threads: Math.max(1, concurrency) });
  }

  submit(job: EngineJob): Promise<Progress> {
    const { ending, waitMs } = readDirectives(job.prompt);
    if (ending !== undefined && waitMs === 0) return Promise.resolve(failed(ending));
    const { seed } = job.params;
    const handle = {
      taskId: job.taskId,
      seed: typeof seed === 'number' ? seed : randomSeed(),
      startAtMs: this.#clock.now() + waitMs,
    };
    return Promise.resolve({ status: 'pending', handle, pollAfterMs: waitMs });
  }

  async poll(job: EngineJob, handle: Handle, signal: AbortSignal): Promise<Progress> {
    const waitMs = Number(handle['startAtMs']) - this.#clock.now();
    if (waitMs > 0) return { status: 'pending', handle, pollAfterMs: waitMs };
    const { ending, prompt } = readDirectives(job.prompt);
    if (ending !== undefined) return failed(ending);
    const painting = new AbortController();
    this.#painting.set(job.taskId, painting);
    try {
      return await this.#paint(
        job,
        { prompt, seed: Number(handle['seed']) },
        AbortSignal.any([signal, painting.signal]),
      );
    } catch (error) {
      // Cancelled: whoever asked for it ends the task.
      if (painting.signal.aborted) return { status: 'pending', handle, pollAfterMs: AFTER_CANCEL_MS };
      if (signal.aborted) throw error;
      return afterFault(error);
    } finally {
      this.#painting.delete(job.taskId);
    }
  }

  async #paint(job: EngineJob, { prompt, seed }: { prompt: string; seed: number }, signal: AbortSignal) {
    const references = await Promise.all(job.references.map((reference) => reference.read()));
    const watermark = job.params['watermark'] === true;
    const { width, height } = job;
    const { png } = await this.#pool.paint({ prompt, width, height, seed, references, watermark }, { signal });
    return { status: 'done', outputs: [{ bytes: png, seed }] } satisfies Progress;
  }

  cancel(handle: Handle): Promise<'cancelled'> {
    this.#painting.get(String(handle['taskId']))?.abort();
    return Promise.resolve('cancelled');
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

function failed(ending: Ending): Progress {
  return { status: 'failed', ...ending, bought: 'no' };
}

/** What asking again cannot mend ends the task; a crashed thread, or bytes that could not be read, get another try. */
function afterFault(error: unknown): Progress {
  if (!(error instanceof PaintError)) return { ...TRY_AGAIN, cause: error };
  switch (error.code) {
    case 'invalid_request':
    case 'invalid_reference':
      return failed({ reason: 'failed', message: `The picture could not be painted. ${error.message}` });
    case 'assets_missing':
      return { status: 'failed', reason: 'unavailable', message: UNAVAILABLE, bought: 'no' };
    case 'worker_crashed':
      return { ...TRY_AGAIN, cause: error };
    case 'pool_closed':
      throw error;
    default:
      return unreachable(error.code);
  }
}

const UNAVAILABLE = 'The picture could not be painted just now.';
const TRY_AGAIN = {
  status: 'failed',
  reason: 'unavailable',
  message: UNAVAILABLE,
  bought: 'no',
  retry: { afterMs: AFTER_CRASH_MS, triesMax: CRASHES_MAX },
} as const satisfies Progress;
