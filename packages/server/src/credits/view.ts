import { type Static, Type } from 'typebox';
import { toIso } from '../platform/clock.ts';
import { Nullable } from '../platform/http/schemas.ts';
import type { Balance } from './read-credits.ts';
import { ENTRY_TYPES, type EntryRow } from './store.ts';

export const BalanceBody = Type.Object({
  current_credits: Type.Integer(),
  held_credits: Type.Optional(Type.Integer()),
});

export const EntryBody = Type.Object({
  id: Type.String(),
  type: Type.Enum([...ENTRY_TYPES]),
  amount: Type.Integer(),
  balance_after: Type.Integer(),
  generation_id: Nullable(Type.String()),
  note: Nullable(Type.String()),
  created_at: Type.String(),
});

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
