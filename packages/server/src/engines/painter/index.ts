import { PainterPool, randomSeed } from '@rivya/painter';
import type { Clock } from '../../platform/clock.ts';
import type { Engine, EngineJob, Handle, Progress } from '../engine.ts';
import type { Offer } from '../registry.ts';
import { PAINTER_NOTICES, painterServes } from './offers.ts';
import { readDirectives } from './wire.ts';

export type PainterSettings = {
  /** Pictures painted at once, one thread each; 0 takes no work. */
  readonly concurrency: number;
};

const AFTER_CANCEL_MS = 5_000;

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
    const { outcome, waitMs } = readDirectives(job.prompt);
    switch (outcome) {
      case 'fail':
        return answer(failed('failed', 'The painter was told to fail by [[fail]].'));
      case 'reject':
        return answer(failed('rejected', 'The prompt was refused: it says [[reject]].'));
      default: {
        const { seed } = job.params;
        const handle = {
          taskId: job.taskId,
          seed: typeof seed === 'number' ? seed : randomSeed(),
          startAtMs: this.#clock.now() + waitMs,
        };
        return answer({ status: 'pending', handle, pollAfterMs: waitMs });
      }
    }
  }

  async poll(job: EngineJob, handle: Handle, signal: AbortSignal): Promise<Progress> {
    const waitMs = Number(handle['startAtMs']) - this.#clock.now();
    if (waitMs > 0) return { status: 'pending', handle, pollAfterMs: waitMs };
    const seed = Number(handle['seed']);
    const painting = new AbortController();
    this.#painting.set(job.taskId, painting);
    try {
      const { png } = await this.#pool.paint(
        {
          prompt: readDirectives(job.prompt).prompt,
          width: job.width,
          height: job.height,
          seed,
          references: await Promise.all(job.references.map((reference) => reference.read())),
          watermark: job.params['watermark'] === true,
        },
        { signal: AbortSignal.any([signal, painting.signal]) },
      );
      return { status: 'done', outputs: [{ bytes: png, seed }] };
    } catch (error) {
      // Cancelled: whoever asked for it ends the task.
      if (painting.signal.aborted) return { status: 'pending', handle, pollAfterMs: AFTER_CANCEL_MS };
      throw error;
    } finally {
      this.#painting.delete(job.taskId);
    }
  }

  cancel(handle: Handle): Promise<'cancelled'> {
    this.#painting.get(String(handle['taskId']))?.abort();
    return Promise.resolve('cancelled');
  }

  reconcile(): Promise<'not_bought'> {
    return Promise.resolve('not_bought');
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

function failed(reason: 'failed' | 'rejected', message: string): Progress {
  return { status: 'failed', reason, message, bought: 'no' };
}

function answer(progress: Progress): Promise<Progress> {
  return Promise.resolve(progress);
}
