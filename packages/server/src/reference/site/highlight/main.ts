import { colourCode } from './colour-code.ts';
import type { HighlightAnswer, HighlightQuestion } from './highlight-process.ts';

/** The process of `createHighlight`: one answer for each question, in their order. */
let last: Promise<void> = Promise.resolve();

process.on('message', ({ blocks }: HighlightQuestion) => {
  last = last.then(async () => {
    const coloured: string[] = [];
    for (const block of blocks) coloured.push(await colourCode(block));
    process.send?.({ coloured } satisfies HighlightAnswer);
  });
});
