import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CodeBlock } from '../markdown/fences.ts';

const PROGRAM = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url));

/** What the process is sent and what it answers, in order. */
export type HighlightQuestion = { readonly blocks: readonly CodeBlock[] };
export type HighlightAnswer = { readonly coloured: readonly string[] };

type Waiting = { resolve(coloured: readonly string[]): void; reject(error: Error): void };

/**
 * One process that colours code, from its start to its end; another one needs another object. It ends by itself when it
 * was idle for a time, and when this process does; it keeps this process up only while an answer is waited for.
 */
export class HighlightProcess {
  readonly #child: ChildProcess;
  readonly #idleMs: number;
  readonly #waiting: Waiting[] = [];
  #idle: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
    // It needs nothing of the environment, so it gets none of the secrets in there.
    this.#child = fork(PROGRAM, [], { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child.on('message', (answer: HighlightAnswer) => this.#answer(answer));
    this.#child.once('error', (error) => this.#fail(error));
    this.#child.once('exit', () => this.#fail(new Error('The highlighting process ended.')));
    this.#child.unref();
  }

  /** From the moment it is told to end, not from its exit on: in between it would lose what it is asked. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Each block as HTML, in their order. Rejects when the process ends before it has answered. */
  ask(blocks: readonly CodeBlock[]): Promise<readonly string[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    clearTimeout(this.#idle);
    this.#waiting.push({ resolve, reject });
    this.#child.channel?.ref();
    this.#child.send({ blocks } satisfies HighlightQuestion, (error) => {
      if (error !== null) this.#fail(error);
    });
    return promise;
  }

  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#idle);
    this.#child.kill();
  }

  #answer({ coloured }: HighlightAnswer): void {
    this.#waiting.shift()?.resolve(coloured);
    if (this.#waiting.length > 0 || this.#hasEnded) return;
    this.#child.channel?.unref();
    this.#idle = setTimeout(() => this.end(), this.#idleMs).unref();
  }

  #fail(error: Error): void {
    this.end();
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
