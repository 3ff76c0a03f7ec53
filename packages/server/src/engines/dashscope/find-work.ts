import type { Clock } from '../../platform/clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/units.ts';
import type { FoundWork, WorkSearch } from '../engine.ts';
import { QueryFailed } from './account.ts';
import { toHandle } from './handle.ts';
import { type ClockOffset, type ListWindow, type TaskList, WindowRefused } from './list-tasks.ts';
import { isModelName, upstreamModel } from './offers.ts';
import type { TaskRow } from './wire.ts';

export type FindDeps = { readonly clock: Clock; readonly list: TaskList };

/** Asked for beyond the search on both sides: clocks differ, and other tasks in the window prove that it is right. */
const BEFORE_MS = 3 * MINUTE_MS;
const AFTER_MS = 2 * MINUTE_MS;
/** Zones lie at least so far apart: of a shorter window no part is left when its zone is misread. */
const ZONES_APART_MS = 15 * MINUTE_MS;
/** Without any filter the upstream lists the last 24 hours; what is nearly that old may just be dropping out. */
const LISTED_MS = 24 * HOUR_MS - 10 * MINUTE_MS;
const PAGES_MAX = 100;
/** The list moves while it is read; a reading that misses rows for it is thrown away. */
const READINGS_MAX = 3;

type Listing = { readonly rows: readonly TaskRow[]; readonly pages: number; readonly offset: ClockOffset | undefined };

/**
 * Everything the upstream lists for a model and a stretch of time. What is missing here is taken as not bought and is
 * bought again, so an answer must prove itself: filter times have no zone, and one that is read in another zone than
 * ours gives an empty list that looks like a good one. A window counts only when it holds tasks, and all of them lie in
 * it; otherwise the last 24 hours are read without a filter.
 *
 * Throws when the list cannot be had whole: `QueryFailed`, what `Account.query` throws, the signal's reason.
 */
export async function findWork({ clock, list }: FindDeps, search: WorkSearch, signal: AbortSignal) {
  const model = upstreamModel(search.model);
  const listing =
    (await readWindow(list, search, model, signal)) ?? (await readLastDay({ clock, list }, search, model, signal));
  const toWork = (row: TaskRow) => toFoundWork(row, search.credential, listing.offset);
  const near = listing.rows
    .filter((row) => isModelName(row.model, search.model))
    .map(toWork)
    .filter(
      ({ createdAtMs, errorMs }) =>
        createdAtMs >= search.fromMs - BEFORE_MS - errorMs && createdAtMs <= search.untilMs + AFTER_MS + errorMs,
    );
  const known = near.length === 0 ? [] : await readKnown(list, search, listing.rows, signal);
  return [
    ...near,
    ...known.map(toWork).filter(({ upstreamId }) => near.every((work) => work.upstreamId !== upstreamId)),
  ];
}

/** The row of work that is known to be ours, which tells our key; nothing once the upstream has forgotten it. */
async function readKnown(list: TaskList, { knownId }: WorkSearch, rows: readonly TaskRow[], signal: AbortSignal) {
  if (knownId === undefined) return [];
  const listed = rows.filter(({ taskId }) => taskId === knownId);
  if (listed.length > 0) return listed;
  const page = await list.page({ taskId: knownId, pageNo: 1, isUrgent: true }, signal);
  return page.rows.filter(({ taskId }) => taskId === knownId);
}

function toFoundWork(row: TaskRow, credential: string, offset: ClockOffset | undefined): FoundWork {
  const createdAtMs = Math.round(row.createdAtMs - (offset?.aheadMs ?? 0));
  return {
    upstreamId: row.taskId,
    handle: toHandle({ credential, taskId: row.taskId, submittedAtMs: createdAtMs }),
    createdAtMs,
    // Without the upstream's clock a task may seem to be made as much earlier or later as clocks differ at the worst.
    errorMs: offset?.errorMs ?? AFTER_MS,
    requestId: row.requestId ?? null,
    keyId: row.keyId ?? null,
  };
}

/** The tasks in a window around the search; nothing when the answer does not prove that the window was understood. */
async function readWindow(
  list: TaskList,
  { fromMs, untilMs }: WorkSearch,
  model: string,
  signal: AbortSignal,
): Promise<Listing | undefined> {
  const window = { fromMs: fromMs - BEFORE_MS, untilMs: untilMs + AFTER_MS };
  if (window.untilMs - window.fromMs >= ZONES_APART_MS) return undefined;
  try {
    const listing = await readAll(list, { model, window }, signal);
    return isProof(listing, window) ? listing : undefined;
  } catch (error) {
    if (error instanceof WindowRefused) return undefined;
    throw error;
  }
}

function isProof({ rows, offset }: Listing, { fromMs, untilMs }: ListWindow): boolean {
  // A clock that is off by more than the window allows for has the search outside of what was listed.
  const isInStep = offset === undefined || Math.abs(offset.aheadMs) + offset.errorMs < AFTER_MS;
  const isInside = ({ createdAtMs }: TaskRow) =>
    createdAtMs >= fromMs - SECOND_MS && createdAtMs <= untilMs + 2 * SECOND_MS;
  return isInStep && rows.length > 0 && rows.every(isInside);
}

async function readLastDay(
  { clock, list }: FindDeps,
  { fromMs }: WorkSearch,
  model: string,
  signal: AbortSignal,
): Promise<Listing> {
  if (clock.now() - fromMs >= LISTED_MS) throw new QueryFailed('The upstream lists no task that is so old.');
  const listing = await readAll(list, { model }, signal);
  if (listing.pages <= 1) return listing;
  // Rows that dropped out at the old end while the pages were read have moved others across a page's edge, if the oldest
  // come first. The pages move on between two readings, so that both cannot miss the same row.
  const again = await readAll(list, { model }, signal);
  const rows = new Map([...listing.rows, ...again.rows].map((row) => [row.taskId, row]));
  return { ...again, rows: [...rows.values()] };
}

/** All pages, as many rows as the first one promised. */
async function readAll(
  list: TaskList,
  what: { readonly model: string; readonly window?: ListWindow },
  signal: AbortSignal,
): Promise<Listing> {
  for (let reading = 1; reading <= READINGS_MAX; reading += 1) {
    const first = await list.page({ ...what, pageNo: 1, isUrgent: true }, signal);
    const rows = new Map(first.rows.map((row) => [row.taskId, row]));
    let { pages } = first;
    for (let pageNo = 2; pageNo <= pages; pageNo += 1) {
      if (pages > PAGES_MAX) throw new QueryFailed(`The upstream lists more than ${PAGES_MAX} pages of tasks.`);
      const page = await list.page({ ...what, pageNo, isUrgent: true }, signal);
      for (const row of page.rows) rows.set(row.taskId, row);
      pages = page.pages;
    }
    if (rows.size >= first.total) return { rows: [...rows.values()], pages, offset: first.offset };
  }
  throw new QueryFailed('The upstream lists fewer tasks than it says there are.');
}
