import { Worker } from 'node:worker_threads';
import type { Painting } from '../paint.ts';
import { PaintError } from '../paint-error.ts';
import { checkRequest, type PaintOptions, type PaintRequest } from '../paint-request.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const WORKER_URL = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
// A thread sees an abort between two bands of rows, or after one call of the image library.
const ABORT_GRACE_MS = 2000;

export type PainterPoolOptions = {
  /** At most this many pictures at once; 2 when absent. */
  readonly threads?: number;
  /** A thread without work stops after this long; 10000 when absent. */
  readonly idleMs?: number;
};

type Job = {
  readonly request: PaintRequest;
  readonly options: PaintOptions;
  readonly resolve: (painting: Painting) => void;
  readonly reject: (reason: unknown) => void;
};
type Thread = { readonly worker: Worker; job: Job | undefined; timer: NodeJS.Timeout | undefined };

/**
 * Worker threads, started on first use and stopped when idle, so that a waiting server holds no painter memory.
 * Jobs beyond `threads` wait in order. An idle pool does not keep the process alive.
 */
export class PainterPool {
  readonly #threadsMax: number;
  readonly #idleMs: number;
  readonly #threads = new Set<Thread>();
  readonly #queue: Job[] = [];
  #isClosed = false;

  constructor({ threads = 2, idleMs = 10_000 }: PainterPoolOptions = {}) {
    this.#threadsMax = threads;
    this.#idleMs = idleMs;
  }

  get runningThreads(): number {
    return this.#threads.size;
  }

  /**
   * Paints in a thread. Rejects with the signal's reason as soon as it aborts, and with PaintError as `paint`
   * does, `worker_crashed` when the thread died and `pool_closed` after `close`.
   */
  async paint(request: PaintRequest, options: PaintOptions = {}): Promise<Painting> {
    if (this.#isClosed) throw closed();
    checkRequest(request);
    options.signal?.throwIfAborted();
    // The native library must be loaded by the main thread before a worker loads it, or it is
    // unloaded with the first worker that ends and crashes the next one.
    await import('sharp');
    if (this.#isClosed) throw closed();
    options.signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Painting>();
    const job = { request, options, resolve, reject };
    const onAbort = () => this.#abort(job);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    this.#queue.push(job);
    this.#next();
    return promise.finally(() => options.signal?.removeEventListener('abort', onAbort));
  }

  /** Stops every thread; unfinished jobs reject. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#queue.splice(0)) job.reject(closed());
    await Promise.all([...this.#threads].map((thread) => this.#stop(thread, closed())));
  }

  #next() {
    if (this.#isClosed || this.#queue.length === 0) return;
    const thread =
      [...this.#threads].find((candidate) => candidate.job === undefined && candidate.timer !== undefined) ??
      this.#start();
    if (thread === undefined) return;
    const job = this.#queue.shift();
    if (job === undefined) return;
    clearTimeout(thread.timer);
    thread.timer = undefined;
    thread.job = job;
    thread.worker.ref();
    send(thread, { type: 'paint', request: job.request, wantsProgress: job.options.onProgress !== undefined });
  }

  #start(): Thread | undefined {
    if (this.#threads.size >= this.#threadsMax) return undefined;
    // The flags of the main process are not the thread's: `--input-type` would stop it.
    const thread: Thread = { worker: new Worker(WORKER_URL, { execArgv: [] }), job: undefined, timer: undefined };
    this.#threads.add(thread);
    thread.worker.on('message', (message: FromWorker) => this.#onMessage(thread, message));
    thread.worker.on('error', (error) => void this.#stop(thread, crashed(error)));
    thread.worker.on('exit', () => void this.#stop(thread, crashed()));
    return thread;
  }

  #onMessage(thread: Thread, message: FromWorker) {
    const { job } = thread;
    if (message.type === 'progress') {
      job?.options.onProgress?.(message.share);
      return;
    }
    if (message.type === 'done') job?.resolve(message.painting);
    else
      job?.reject(
        message.code === undefined ? new Error(message.message) : new PaintError(message.code, message.message),
      );
    this.#rest(thread);
  }

  #rest(thread: Thread) {
    clearTimeout(thread.timer);
    thread.job = undefined;
    thread.worker.unref();
    thread.timer = setTimeout(() => void this.#stop(thread), this.#idleMs);
    thread.timer.unref();
    this.#next();
  }

  #abort(job: Job) {
    job.reject(job.options.signal?.reason);
    const waiting = this.#queue.indexOf(job);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    const thread = [...this.#threads].find((candidate) => candidate.job === job);
    if (thread === undefined) return;
    send(thread, { type: 'abort' });
    thread.timer = setTimeout(() => void this.#stop(thread), ABORT_GRACE_MS);
    thread.timer.unref();
  }

  async #stop(thread: Thread, reason?: Error) {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.timer);
    thread.job?.reject(reason ?? crashed());
    thread.job = undefined;
    await thread.worker.terminate();
    this.#next();
  }
}

function send({ worker }: Thread, message: ToWorker) {
  worker.postMessage(message);
}

function crashed(cause?: unknown) {
  return new PaintError('worker_crashed', 'The painter thread stopped before the picture was done; try again.', {
    cause,
  });
}

function closed() {
  return new PaintError('pool_closed', 'The painter pool is closed.');
}
