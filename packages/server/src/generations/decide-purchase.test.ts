import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FoundWork } from '../engines/index.ts';
import { type Doubt, decidePurchase, type Window } from './decide-purchase.ts';

const CLOCK_MARGIN_MS = 1_000;
const ERROR_MS = 500;
const SPARE_MS = CLOCK_MARGIN_MS + ERROR_MS;
const doubt: Doubt = { fromMs: 100_000, untilMs: 101_000, requestId: undefined };
const work = (
  upstreamId: string,
  createdAtMs: number,
  requestId: string | null = null,
  keyId: string | null = null,
): FoundWork => ({
  upstreamId,
  handle: { taskId: upstreamId },
  createdAtMs,
  errorMs: ERROR_MS,
  requestId,
  keyId,
});

type Row = {
  readonly when: string;
  readonly doubt?: Partial<Doubt>;
  readonly found: readonly FoundWork[];
  readonly taken?: readonly string[];
  readonly rivals?: readonly Window[];
  readonly verdict: 'nothing' | 'several' | `ours ${string}`;
};

const rows: readonly Row[] = [
  { when: 'the upstream lists nothing', found: [], verdict: 'nothing' },
  { when: 'one free work was made meanwhile', found: [work('a', 100_500)], verdict: 'ours a' },
  {
    when: 'it was made just before, by clocks that differ',
    found: [work('a', 100_000 - SPARE_MS)],
    verdict: 'ours a',
  },
  { when: 'it was made just after', found: [work('a', 101_000 + SPARE_MS)], verdict: 'ours a' },
  { when: 'it was made too early', found: [work('a', 90_000 - SPARE_MS - 1)], verdict: 'nothing' },
  {
    when: 'one that is nobody’s was made shortly before, as it may seem after a clock was set back',
    found: [work('a', 95_000)],
    verdict: 'several',
  },
  { when: 'it was made too late', found: [work('a', 101_000 + SPARE_MS + 1)], verdict: 'nothing' },
  { when: 'the only one belongs to another attempt', found: [work('a', 100_500)], taken: ['a'], verdict: 'nothing' },
  {
    when: 'all but one belong to other attempts',
    found: [work('a', 100_500), work('b', 100_600), work('c', 100_700)],
    taken: ['a', 'c'],
    verdict: 'ours b',
  },
  { when: 'two could be it', found: [work('a', 100_500), work('b', 100_600)], verdict: 'several' },
  {
    when: 'another submit in doubt could have made it',
    found: [work('a', 100_500)],
    rivals: [{ fromMs: 100_400, untilMs: 100_900 }],
    verdict: 'several',
  },
  {
    when: 'a submit that is still on its way could have made it',
    found: [work('a', 100_500)],
    rivals: [{ fromMs: 100_400, untilMs: Infinity }],
    verdict: 'several',
  },
  {
    when: 'the other submit in doubt was on its way at another time',
    found: [work('a', 100_500)],
    rivals: [{ fromMs: 110_000, untilMs: 111_000 }],
    verdict: 'ours a',
  },
  {
    when: 'one of two carries the request id of the submit',
    doubt: { requestId: 'r1' },
    found: [work('a', 100_500, 'r0'), work('b', 100_600, 'r1')],
    verdict: 'ours b',
  },
  {
    when: 'the request id matches although the clocks differ widely',
    doubt: { requestId: 'r1' },
    found: [work('a', 500_000, 'r1')],
    verdict: 'ours a',
  },
  {
    when: 'the only one carries another request id',
    doubt: { requestId: 'r1' },
    found: [work('a', 100_500, 'r0')],
    verdict: 'several',
  },
  { when: 'works have request ids and the submit has none', found: [work('a', 100_500, 'r0')], verdict: 'ours a' },
  {
    when: 'the one with the request id belongs to another attempt',
    doubt: { requestId: 'r1' },
    found: [work('a', 100_500, 'r1')],
    taken: ['a'],
    verdict: 'nothing',
  },
  {
    when: 'another application made one too, with a key that is not ours',
    found: [work('old', 50_000, null, 'k1'), work('a', 100_500, null, 'k1'), work('b', 100_600, null, 'k2')],
    taken: ['old'],
    verdict: 'ours a',
  },
  {
    when: 'the only one was made with a key that we have not used so far',
    found: [work('old', 50_000, null, 'k1'), work('b', 100_600, null, 'k2')],
    taken: ['old'],
    verdict: 'several',
  },
  {
    when: 'nobody knows which key is ours',
    found: [work('a', 100_500, null, 'k1'), work('b', 100_600, null, 'k2')],
    verdict: 'several',
  },
];

describe('what a submit of unknown outcome bought', () => {
  for (const row of rows) {
    test(`${row.when}: ${row.verdict}`, () => {
      const decided = decidePurchase({ ...doubt, ...row.doubt }, row.found, {
        taken: new Set(row.taken),
        rivals: row.rivals ?? [],
        marginMs: CLOCK_MARGIN_MS,
      });
      const text = decided.verdict === 'ours' ? `ours ${decided.work.upstreamId}` : decided.verdict;
      assert.equal(text, row.verdict);
    });
  }
});
