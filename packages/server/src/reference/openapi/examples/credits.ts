import type { Catalogue } from '../../../catalogue/index.ts';
import type { OperationExamples } from './examples.ts';
import { CREATED_AT, TASK_ID } from './ids.ts';

const GRANTED = 1_000;

/** An account that was granted credits and has one task of the first model's price under way. */
export function creditExamples(catalogue: Catalogue): Readonly<Record<string, OperationExamples>> {
  const price = catalogue.list()[0]?.descriptor.billing.baseCredits ?? 1;
  const entries = [
    {
      id: 'entry_01jv8z6q3m5n7p9r1s3t5v7w9x',
      type: 'reserve',
      amount: -price,
      balance_after: GRANTED - price,
      generation_id: TASK_ID,
      note: null,
      created_at: CREATED_AT,
    },
    {
      id: 'entry_01jv8x1k3m5n7p9q1r3s5t7v9w',
      type: 'grant',
      amount: GRANTED,
      balance_after: GRANTED,
      generation_id: null,
      note: 'First run',
      created_at: '2026-05-10T09:30:00.000Z',
    },
  ];
  const balance = { current_credits: GRANTED - price, held_credits: price };
  return {
    retrieveCredits: { answer: { balance: { summary: 'One task is under way', value: balance } } },
    listCreditEntries: {
      answer: {
        page: {
          summary: 'The only page',
          value: { object: 'list', data: entries, has_more: false, next_cursor: null },
        },
      },
    },
  };
}
