import type { TestEvent } from 'node:test/reporters';
import { spec } from 'node:test/reporters';

/** Node's `spec` output, closed by one line a person or a script can read: `N passed, N failed`. */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const pretty = new spec();
  let counts = { passed: 0, failed: 0, cancelled: 0, skipped: 0 };
  for await (const event of source) {
    if (event.type === 'test:summary' && event.data.file === undefined) counts = { ...counts, ...event.data.counts };
    pretty.write(event);
    for (let text: unknown = pretty.read(); text !== null; text = pretty.read()) yield String(text);
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  yield `${counts.passed} passed, ${counts.failed + counts.cancelled} failed${skipped}\n`;
}
