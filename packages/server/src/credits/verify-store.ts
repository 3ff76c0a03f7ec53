import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../platform/db/database.ts';
import type { WalletRow } from './store.ts';

/** What `verify-ledger.ts` asks the store; all of it is SQL that both stores understand. */

/** A stretch of one account's ledger: the entries at positions after `from`, up to `to`. */
export type Span = { readonly accountId: string; readonly from: number; readonly to: number };

export type WalletCheck = WalletRow & {
  /** The position of the newest entry, 0 when there is none. */
  readonly last_position: number;
  /** The next account, in the order of ids, that has entries but no wallet. */
  readonly next_orphan: string | null;
};

/** A page of wallets in the order of their ids. One statement, so each row and its newest entry are of one moment. */
export async function selectWalletPage(reader: Reader, afterId: string, limit: number): Promise<WalletCheck[]> {
  const { rows } = await sql<WalletCheck>`
    select wallet.*,
      coalesce((select max(position) from ledger_entries where account_id = wallet.account_id), 0) as last_position,
      ${orphanAfter(sql`wallet.account_id`)} as next_orphan
    from wallets as wallet
    where wallet.account_id > ${afterId}
    order by wallet.account_id
    limit ${limit}
  `.execute(reader);
  return rows;
}

/** The first account of all with entries, if it has no wallet. */
export async function selectFirstOrphan(reader: Reader): Promise<string | null> {
  const { rows } = await sql<{ orphan: string | null }>`select ${orphanAfter(sql`''`)} as orphan`.execute(reader);
  return rows[0]?.orphan ?? null;
}

function orphanAfter(accountId: RawBuilder<unknown>): RawBuilder<string | null> {
  return sql`(
    select next.account_id
    from (select min(account_id) as account_id from ledger_entries where account_id > ${accountId}) as next
    where not exists (select 1 from wallets where wallets.account_id = next.account_id)
  )`;
}

export type SpanTotals = {
  readonly account_id: string;
  readonly entries: number;
  readonly amount: number;
  /** Reservations made in the span. */
  readonly reserved: number;
  /** Reservations, made anywhere, that end in the span. */
  readonly ended: number;
};

/** Sums of each account's spans. */
export async function sumSpans(reader: Reader, spans: readonly Span[]): Promise<SpanTotals[]> {
  const { rows } = await sql<SpanTotals>`
    with span(account_id, first, last) as (${spanValues(spans)})
    select entry.account_id,
      cast(count(*) as integer) as entries,
      cast(sum(entry.amount) as bigint) as amount,
      cast(sum(case when entry.type = 'reserve' then 0 - entry.amount else 0 end) as bigint) as reserved,
      cast(sum(coalesce(0 - reservation.amount, 0)) as bigint) as ended
    from span
    join ledger_entries as entry
      on entry.account_id = span.account_id and entry.position > span.first and entry.position <= span.last
    left join ledger_entries as reservation
      on entry.type in ('settle', 'release')
      and reservation.generation_id = entry.generation_id and reservation.type = 'reserve'
    group by entry.account_id
  `.execute(reader);
  return rows;
}

export const ENTRY_FAULTS = [
  'chain',
  'negative',
  'sign',
  'no_reservation',
  'settled_too_much',
  'released_other_amount',
  'reserved_twice',
  'ended_twice',
] as const;
export type EntryFault = (typeof ENTRY_FAULTS)[number];

export type FaultyEntry = {
  readonly id: string;
  readonly account_id: string;
  readonly generation_id: string | null;
  readonly fault: EntryFault;
};

/** Entries of the spans that cannot be right, each with the first thing wrong with it. */
export async function selectFaultyEntries(
  reader: Reader,
  spans: readonly Span[],
  limit: number,
): Promise<FaultyEntry[]> {
  const { rows } = await sql<FaultyEntry>`
    with span(account_id, first, last) as (${spanValues(spans)}),
    checked as (
      select entry.id, entry.account_id, entry.position, entry.generation_id, ${FAULT} as fault
      from span
      join ledger_entries as entry
        on entry.account_id = span.account_id and entry.position > span.first and entry.position <= span.last
      left join ledger_entries as previous
        on previous.account_id = entry.account_id and previous.position = entry.position - 1
      left join ledger_entries as reservation
        on entry.type in ('settle', 'release')
        and reservation.generation_id = entry.generation_id and reservation.type = 'reserve'
    )
    select id, account_id, generation_id, fault from checked
    where fault is not null
    order by account_id, position
    limit ${limit}
  `.execute(reader);
  return rows;
}

const FAULT = sql`
  case
    when entry.balance_after < 0 then 'negative'
    when (entry.position > 1 and previous.id is null)
      or entry.balance_after <> coalesce(previous.balance_after, 0) + entry.amount then 'chain'
    when (entry.type = 'grant' and entry.amount <= 0)
      or (entry.type = 'adjust' and entry.amount = 0)
      or (entry.type = 'reserve' and entry.amount > 0)
      or (entry.type in ('settle', 'release') and entry.amount < 0) then 'sign'
    when entry.type in ('settle', 'release') and (
      reservation.id is null
      or reservation.account_id <> entry.account_id
      or reservation.position > entry.position
    ) then 'no_reservation'
    when entry.type = 'settle' and entry.amount > 0 - reservation.amount then 'settled_too_much'
    when entry.type = 'release' and entry.amount <> 0 - reservation.amount then 'released_other_amount'
    when entry.type = 'reserve' and exists (
      select 1 from ledger_entries as other
      where other.generation_id = entry.generation_id and other.type = 'reserve' and other.id <> entry.id
    ) then 'reserved_twice'
    when entry.type in ('settle', 'release') and exists (
      select 1 from ledger_entries as other
      where other.generation_id = entry.generation_id and other.type in ('settle', 'release') and other.id <> entry.id
    ) then 'ended_twice'
  end
`;

function spanValues(spans: readonly Span[]): RawBuilder<unknown> {
  const rows = spans.map(
    ({ accountId, from, to }) => sql`(cast(${accountId} as text), cast(${from} as bigint), cast(${to} as bigint))`,
  );
  return sql`values ${sql.join(rows)}`;
}
