import type { Clock } from '../../../platform/clock.ts';
import { systemClock } from '../../../platform/clock.ts';
import { escapeHtml } from '../html.ts';
import type { CodeBlock, Highlight } from '../markdown/fences.ts';
import { HighlightProcess } from './highlight-process.ts';

/** How long the process waits for another page before it ends. */
const IDLE_MS = 60_000;
/** How long code stays without colours after the process failed, so that readers do not start one after the other. */
const RETRY_MS = 30_000;

export type HighlightOptions = {
  readonly clock?: Clock;
  /** How long the process waits for another page before it ends, in milliseconds. */
  readonly idleMs?: number;
};

/**
 * Colours code in a process of its own, started when a page is first read. The patterns of one language take up to a
 * second to compile, in which the API would answer nobody, and 40 MB, which a thread would not give back when it ends.
 * Each block is coloured once. Should the process fail, code comes without colours, and is tried again later.
 */
export function createHighlight(options: HighlightOptions = {}): { readonly highlight: Highlight; close(): void } {
  const { clock = systemClock, idleMs = IDLE_MS } = options;
  const known = new Map<string, string>();
  let program: HighlightProcess | undefined;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const running = (): HighlightProcess => {
    if (program === undefined || program.hasEnded) program = new HighlightProcess(idleMs);
    return program;
  };
  const learn = async (blocks: readonly CodeBlock[]): Promise<void> => {
    if (blocks.length === 0 || clock.now() < pausedUntil) return;
    try {
      const coloured = await running().ask(blocks);
      for (const [index, block] of blocks.entries()) known.set(keyOf(block), coloured[index] ?? '');
    } catch {
      pausedUntil = clock.now() + RETRY_MS;
    }
  };
  return {
    async highlight(blocks) {
      await learn(blocks.filter((block) => !known.has(keyOf(block))));
      const coloured = blocks.map((block) => known.get(keyOf(block)));
      return {
        blocks: coloured.map((text, index) => text ?? escapeHtml(blocks[index]?.code ?? '')),
        isWhole: !coloured.includes(undefined),
      };
    },
    close: () => program?.end(),
  };
}

function keyOf({ language, code }: CodeBlock): string {
  return `${language}\n${code}`;
}
