import { type Reservation, reserveCredits } from '../credits/index.ts';
import { pinFiles, unpinFiles } from '../files/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Settled } from '../platform/db/batcher.ts';
import type { Reader, Tx } from '../platform/db/database.ts';
import { fail } from '../platform/http/errors.ts';
import { findKeptAnswers, holdClaims, type IdempotencyClaim, keepAnswers } from '../platform/http/idempotency.ts';
import { type Credits, credits } from '../platform/units.ts';
import { openLanes } from './lane-store.ts';
import { type GenerationRow, insertGenerations } from './store.ts';
import { generationView } from './view.ts';

/** A request that was read, priced and checked; all that is left is to write it down. */
export type CreateCommand = {
  readonly row: GenerationRow;
  readonly price: Credits;
  readonly fileIds: readonly string[];
  readonly claim: IdempotencyClaim | undefined;
};

/** `answer` is the body of the reply; a replay gives the bytes of the first answer again. */
export type Created = { readonly id: string; readonly answer: string; readonly isReplayed: boolean };

type Outcomes = Map<CreateCommand, Settled<Created>>;

/**
 * Accepts many callers' requests in a few statements: each is set aside, written and queued whole, or refused alone
 * with nothing written. Requests under one idempotency key give one task and equal answers, also within the group.
 */
export async function createGenerations(
  tx: Tx,
  clock: Clock,
  commands: readonly CreateCommand[],
): Promise<readonly Settled<Created>[]> {
  const outcomes: Outcomes = new Map();
  let open = commands;
  while (open.length > 0) {
    const fresh = await answerKnown(tx, clock, open, outcomes);
    const firsts = firstOfEachClaim(fresh);
    await accept(tx, clock, firsts, outcomes);
    // Twins of what was just accepted find its answer in the next round; if it was refused, one of them is tried.
    open = fresh.filter((command) => !outcomes.has(command));
  }
  return commands.map((command) => outcomes.get(command) ?? { ok: false, error: new Error('A create was left open.') });
}

/** The answer a key already has: the first one again for the same request, a refusal for another one. */
export async function findKnown(
  reader: Reader,
  clock: Clock,
  claims: readonly IdempotencyClaim[],
): Promise<(claim: IdempotencyClaim) => Settled<Created> | undefined> {
  const kept = await findKeptAnswers(reader, clock, claims);
  return ({ claim, bodyHash }) => {
    const known = kept.get(claim);
    if (known === undefined) return undefined;
    if (known.bodyHash !== bodyHash) return { ok: false, error: conflict() };
    return { ok: true, value: { id: idOf(known.answer), answer: known.answer, isReplayed: true } };
  };
}

/** Replays answers that were kept and refuses reused keys; what remains is new. */
async function answerKnown(tx: Tx, clock: Clock, commands: readonly CreateCommand[], outcomes: Outcomes) {
  const claims = commands.flatMap(({ claim }) => claim ?? []);
  await holdClaims(tx, claims);
  const known = await findKnown(tx, clock, claims);
  return commands.filter((command) => {
    const answer = command.claim === undefined ? undefined : known(command.claim);
    if (answer === undefined) return true;
    outcomes.set(command, answer);
    return false;
  });
}

function firstOfEachClaim(commands: readonly CreateCommand[]): readonly CreateCommand[] {
  const seen = new Set<string>();
  return commands.filter(({ claim }) => {
    if (claim === undefined) return true;
    if (seen.has(claim.claim)) return false;
    seen.add(claim.claim);
    return true;
  });
}

async function accept(tx: Tx, clock: Clock, commands: readonly CreateCommand[], outcomes: Outcomes): Promise<void> {
  const withFiles = await pin(tx, clock, commands, outcomes);
  const paid = await reserve(tx, clock, withFiles, outcomes);
  if (paid.length === 0) return;
  const created = paid.map((command) => ({ command, answer: answerTo(command) }));
  await insertGenerations(
    tx,
    paid.map(({ row }) => row),
  );
  await openLanes(
    tx,
    paid.map(({ row }) => ({ queue: row.queue, accountId: row.account_id, id: row.id })),
  );
  await keepAnswers(
    tx,
    clock,
    created.flatMap(({ command: { claim }, answer }) => (claim === undefined ? [] : [{ ...claim, answer }])),
  );
  for (const { command, answer } of created) {
    outcomes.set(command, { ok: true, value: { id: command.row.id, answer, isReplayed: false } });
  }
}

/** Holds on to the references; one that vanished since it was checked refuses its request. */
async function pin(tx: Tx, clock: Clock, commands: readonly CreateCommand[], outcomes: Outcomes) {
  const pins = commands
    .filter(({ fileIds }) => fileIds.length > 0)
    .map(({ row, fileIds }) => ({ generationId: row.id, accountId: row.account_id, fileIds }));
  if (pins.length === 0) return commands;
  const refused = await pinFiles(tx, clock, pins);
  return commands.filter((command) => {
    if (!refused.has(command.row.id)) return true;
    outcomes.set(command, { ok: false, error: fileGone() });
    return false;
  });
}

async function reserve(tx: Tx, clock: Clock, commands: readonly CreateCommand[], outcomes: Outcomes) {
  const reservations = commands.map(toReservation);
  const answers = await reserveCredits(tx, clock, reservations);
  const paid = commands.filter((command) => {
    const answer = answers.get(command.row.id);
    if (answer?.ok === true) return true;
    outcomes.set(command, { ok: false, error: tooExpensive(command.price, answer?.balance ?? credits(0)) });
    return false;
  });
  const unpaid = commands.filter((command) => command.fileIds.length > 0 && outcomes.has(command));
  if (unpaid.length > 0)
    await unpinFiles(
      tx,
      unpaid.map(({ row }) => row.id),
    );
  return paid;
}

function toReservation({ row, price }: CreateCommand): Reservation {
  return { generationId: row.id, accountId: row.account_id, keyId: row.key_id, amount: price };
}

function answerTo({ row }: CreateCommand): string {
  return JSON.stringify(generationView(row, [], () => ''));
}

function idOf(answer: string): string {
  const view: { id: string } = JSON.parse(answer);
  return view.id;
}

function tooExpensive(price: Credits, balance: Credits) {
  return fail('insufficient_credits', {
    public: `This generation costs ${price} credits and the balance is ${balance}. Nothing was reserved.`,
  });
}

function conflict() {
  return fail('idempotency_conflict', {
    public: 'This Idempotency-Key was used with a different request within the last 24 hours. Use a new key.',
  });
}

function fileGone() {
  return fail('validation_failed', {
    public: 'params.referenceMediaItems: a reference file was deleted or expired meanwhile. Upload it again.',
    details: [{ path: 'params.referenceMediaItems', message: 'names a file that was deleted or has expired.' }],
  });
}
