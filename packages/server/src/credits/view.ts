import { type Static, Type } from 'typebox';
import { toIso } from '../platform/clock.ts';
import { Nullable, Time } from '../platform/http/schemas.ts';
import type { Balance } from './read-credits.ts';
import { ENTRY_TYPES, type EntryRow } from './store.ts';

export const BalanceBody = Type.Object(
  {
    current_credits: Type.Integer({ description: 'What can be spent now: the sum of all entries of the ledger.' }),
    held_credits: Type.Optional(Type.Integer({ description: 'What open tasks have set aside.' })),
  },
  { title: 'Credits', description: 'The balance of the account.' },
);

export const EntryBody = Type.Object(
  {
    id: Type.String(),
    type: Type.Enum([...ENTRY_TYPES], {
      title: 'CreditEntryType',
      description: 'What moved the credits: `grant` and `adjust` come from the operator, the others from a task.',
    }),
    amount: Type.Integer({ description: 'What the entry adds to the balance; below zero when it takes away.' }),
    balance_after: Type.Integer({ description: 'The balance once the entry was written.' }),
    generation_id: Nullable(Type.String(), { description: 'The task it belongs to.' }),
    note: Nullable(Type.String(), { description: 'What the operator wrote to it.' }),
    created_at: Time('When it was written.'),
  },
  { title: 'CreditEntry', description: 'One line of the ledger; it never changes.' },
);

export function balanceView(balance: Balance): Static<typeof BalanceBody> {
  return { current_credits: balance.current, held_credits: balance.held };
}

/** An entry as its account's owner sees it. */
export function entryView(entry: EntryRow): Static<typeof EntryBody> {
  return {
    id: entry.id,
    type: entry.type,
    amount: entry.amount,
    balance_after: entry.balance_after,
    generation_id: entry.generation_id,
    note: entry.note,
    created_at: toIso(entry.created_at),
  };
}
