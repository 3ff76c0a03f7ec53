import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { escapeHtml } from '../html.ts';
import type { CodeBlock, Highlight } from '../markdown/fences.ts';

/** How long the process waits for another page before it ends. */
const IDLE_MS = 60_000;
const PROGRAM = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url));

/** What the process is sent and what it answers, in order. */
export type HighlightQuestion = { readonly blocks: readonly CodeBlock[] };
export type HighlightAnswer = { readonly coloured: readonly string[] };

/**
 * Colours code in a process of its own, started when a page is first read. The patterns of one language take up to a
 * second to compile, in which the API would answer nobody, and 40 MB, which a thread would not give back when it ends.
 * Each block is coloured once. Should the process fail, code is shown without colours.
 */
export function createHighlight(): { readonly highlight: Highlight; close(): void } {
  const known = new Map<string, string>();
  const program = new HighlightProcess();
  return {
    async highlight(blocks) {
      const unknown = blocks.filter((block) => !known.has(keyOf(block)));
      if (unknown.length > 0) {
        const coloured = await program.ask(unknown).catch((): readonly string[] => []);
        for (const [index, text] of coloured.entries()) {
          const block = unknown[index];
          if (block !== undefined) known.set(keyOf(block), text);
        }
      }
      return blocks.map((block) => known.get(keyOf(block)) ?? escapeHtml(block.code));
    },
    close: () => program.close(),
  };
}

function keyOf({ language, code }: CodeBlock): string {
  return `${language}\n${code}`;
}

type Waiting = { resolve(coloured: readonly string[]): void; reject(error: Error): void };

class HighlightProcess {
  #child: ChildProcess | undefined;
  #waiting: Waiting[] = [];
  #idle: NodeJS.Timeout | undefined;

  ask(blocks: readonly CodeBlock[]): Promise<readonly string[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    const child = this.#child ?? this.#start();
    clearTimeout(this.#idle);
    this.#waiting.push({ resolve, reject });
    child.channel?.ref();
    child.send({ blocks } satisfies HighlightQuestion, (error) => {
      if (error !== null) this.#end(child, error);
    });
    return promise;
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#child?.kill();
  }

  #start(): ChildProcess {
    // It needs nothing of the environment, so it gets none of the secrets in there.
    const child = fork(PROGRAM, [], { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.on('message', ({ coloured }: HighlightAnswer) => {
      this.#waiting.shift()?.resolve(coloured);
      if (this.#waiting.length === 0) this.#rest(child);
    });
    child.once('error', (error) => this.#end(child, error));
    child.once('exit', () => this.#end(child, new Error('The highlighting process ended.')));
    // It ends by itself when this process does, and keeps this process up only while an answer is waited for.
    child.unref();
    this.#child = child;
    return child;
  }

  #rest(child: ChildProcess): void {
    child.channel?.unref();
    this.#idle = setTimeout(() => child.kill(), IDLE_MS).unref();
  }

  #end(child: ChildProcess, error: Error): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    clearTimeout(this.#idle);
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
