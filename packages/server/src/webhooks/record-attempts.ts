import type { Tx } from '../platform/db/database.ts';
import { DAY_MS } from '../platform/units.ts';
import type { Outcome } from './attempt-delivery.ts';
import { type DeliveryChange, finishClaimed, scheduleEndpoints } from './delivery-store.ts';
import { type EndpointChange, type EndpointRow, selectEndpointsForChange, updateEndpoint } from './endpoint-store.ts';
import { nextDelayMs } from './schedule.ts';
import type { Attempt } from './states.ts';

/** An endpoint that has only failed for so long is disabled. */
const FAILING_MS_MAX = 5 * DAY_MS;
/** Failures further apart than this say nothing about the time between; the longest planned wait is half of it. */
const FAILURES_APART_MS_MAX = 2 * DAY_MS;
const GONE = 410;
/** The answers whose `Retry-After` speaks for the whole endpoint (RFC 9110, RFC 6585), not for the one message. */
const BUSY_STATUSES: readonly (number | null)[] = [429, 503];

/** An attempt that was made, of a delivery that was claimed for it. */
export type FinishedAttempt = {
  readonly delivery: {
    readonly id: string;
    readonly endpoint_id: string;
    readonly attempts: string;
    readonly attempt_count: number;
  };
  readonly claim: string;
  /** Where it was sent. */
  readonly url: string;
  readonly outcome: Outcome;
};

/** An endpoint that was disabled by its answers. */
export type Disabled = Pick<EndpointRow, 'id' | 'account_id' | 'disabled_reason'>;

/**
 * Writes down what came of attempts: each delivery is done, failed for good or planned again, and each endpoint knows how
 * it is doing. Attempts whose claim was lost change nothing. Answers which endpoints were disabled.
 */
export async function recordAttempts(
  tx: Tx,
  finished: readonly FinishedAttempt[],
  nowMs: number,
): Promise<readonly Disabled[]> {
  const kept: FinishedAttempt[] = [];
  for (const one of finished) {
    const change = changeOf(one, nowMs);
    if (await finishClaimed(tx, { id: one.delivery.id, claim: one.claim }, change)) kept.push(one);
  }
  const outcomes = Map.groupBy(kept, ({ delivery }) => delivery.endpoint_id);
  const endpoints = outcomes.size === 0 ? [] : await selectEndpointsForChange(tx, [...outcomes.keys()]);
  const disabled: Disabled[] = [];
  for (const endpoint of endpoints) {
    const after = { ...endpoint };
    for (const { url, outcome } of outcomes.get(endpoint.id) ?? []) {
      // What an address did that the owner has replaced meanwhile says nothing about the new one.
      if (url === endpoint.url) Object.assign(after, healthAfter(after, outcome, nowMs));
    }
    const row = await updateEndpoint(tx, endpoint.id, healthOf(after));
    if (row !== undefined && row.status === 'disabled' && endpoint.status === 'active') disabled.push(row);
  }
  await scheduleEndpoints(tx, [...outcomes.keys()], nowMs);
  return disabled;
}

function changeOf({ delivery, outcome }: FinishedAttempt, nowMs: number): DeliveryChange {
  const before: readonly Attempt[] = JSON.parse(delivery.attempts);
  const attempts = JSON.stringify([...before, outcome.attempt]);
  const attemptCount = delivery.attempt_count + 1;
  const base = { attempts, attempt_count: attemptCount };
  const final = { next_attempt_at: null, due_at: null, completed_at: nowMs };
  if (outcome.attempt.error === null) return { ...base, ...final, status: 'succeeded' };
  const delayMs = nextDelayMs(attemptCount, outcome.retryAfterMs);
  if (delayMs === undefined) return { ...base, ...final, status: 'failed' };
  const nextAtMs = nowMs + delayMs;
  return { ...base, status: 'pending', next_attempt_at: nextAtMs, due_at: nextAtMs, completed_at: null };
}

/** What one attempt says about its endpoint. */
function healthAfter(row: EndpointRow, { attempt, retryAfterMs }: Outcome, nowMs: number): EndpointChange {
  // A success lifts no hold: during one, only what was under way before it can still end.
  if (attempt.error === null) return { last_success_at: nowMs, failure_count: 0, failing_since: null };
  const isNewRun = row.failing_since === null || nowMs - (row.last_failure_at ?? 0) > FAILURES_APART_MS_MAX;
  const failingSince = isNewRun ? nowMs : (row.failing_since ?? nowMs);
  const failed = { last_failure_at: nowMs, failure_count: row.failure_count + 1, failing_since: failingSince };
  const isBusy = retryAfterMs !== undefined && BUSY_STATUSES.includes(attempt.responseStatus);
  // Answers to deliveries sent side by side may name different times; the latest suits them all.
  const held = isBusy ? { held_until: Math.max(row.held_until ?? 0, nowMs + retryAfterMs) } : {};
  return { ...failed, ...held, ...disabledBy(row, attempt, { nowMs, failingSince }) };
}

function disabledBy(
  { status }: EndpointRow,
  { responseStatus }: Attempt,
  { nowMs, failingSince }: { nowMs: number; failingSince: number },
): EndpointChange {
  if (status !== 'active') return {};
  if (responseStatus === GONE) return { status: 'disabled', disabled_reason: 'gone', disabled_at: nowMs };
  if (nowMs - failingSince < FAILING_MS_MAX) return {};
  return { status: 'disabled', disabled_reason: 'failing', disabled_at: nowMs };
}

function healthOf(row: EndpointRow): EndpointChange {
  const { last_success_at, last_failure_at, failure_count, failing_since, held_until } = row;
  const { status, disabled_reason, disabled_at } = row;
  return {
    ...{ last_success_at, last_failure_at, failure_count, failing_since, held_until },
    ...{ status, disabled_reason, disabled_at },
  };
}
