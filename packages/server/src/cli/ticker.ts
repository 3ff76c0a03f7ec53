import type { Output } from './output.ts';

const TICK_MS = 100;

/** What is going on and for how long, on a live line for whoever watches. Must be stopped or disposed of. */
export class Ticker implements Disposable {
  readonly #output: Output;
  #text = '';
  #sinceMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Starts the clock anew unless the text stays the same. */
  show(text: string): void {
    if (!this.#output.isWatched || text === this.#text) return;
    this.#text = text;
    this.#sinceMs = performance.now();
    this.#timer ??= setInterval(() => this.#draw(), TICK_MS);
    this.#draw();
  }

  /** Takes the line away. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#text = '';
    this.#output.live('');
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #draw(): void {
    const seconds = (performance.now() - this.#sinceMs) / 1_000;
    this.#output.live(`${this.#text} … ${seconds.toFixed(1)} s`);
  }
}
