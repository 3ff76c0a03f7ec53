import { decodeCursor, type Page, toWalkedPage, WALK_MAX } from '../platform/http/cursor.ts';
import { invalid } from '../platform/http/errors.ts';
import { firstIdAt } from '../platform/ids.ts';
import type { GenerationDeps } from './deps.ts';
import { firstQueuedId } from './lane-store.ts';
import { toViews } from './poll-queue.ts';
import type { Status } from './states.ts';
import { idAtDepth, selectPage } from './store.ts';
import type { GenerationView } from './view.ts';

export type ListRequest = {
  readonly limit: number;
  readonly cursor?: string;
  readonly status?: Status;
  readonly model?: string;
  readonly client_request_id?: string;
  readonly created_after?: string;
  readonly created_before?: string;
};

/** The caller's tasks, the newest first. Throws `validation_failed` for a strange cursor or time. */
export async function listGenerations(
  deps: GenerationDeps,
  accountId: string,
  request: ListRequest,
): Promise<Page<GenerationView>> {
  const before = decodeCursor(request.cursor, 'task');
  const createdFrom = idAt('created_after', request.created_after);
  const createdBelow = idAt('created_before', request.created_before);
  const queues = deps.registry.engines.map((engine) => engine.id);
  const queuedFrom = request.status === 'queued' ? await firstQueuedId(deps.db.read, accountId, queues) : undefined;
  if (request.status === 'queued' && queuedFrom === undefined) return { items: [], nextCursor: null };
  const from = later(createdFrom, queuedFrom);
  const floor = await floorOf(deps, accountId, { ...request, from, below: earlier(before, createdBelow) });
  const rows = await selectPage(deps.db.read, {
    accountId,
    limit: request.limit,
    before,
    status: request.status,
    model: request.model,
    clientRequestId: request.client_request_id,
    idFrom: later(from, floor),
    idBelow: createdBelow,
  });
  const page = toWalkedPage(rows, request.limit, floor);
  return { items: await toViews(deps, page.items), nextCursor: page.nextCursor };
}

type Walk = { readonly from: string | undefined; readonly below: string | undefined };

/** Where the walk past an account's tasks ends, when a filter without an index of its own could make it a long one. */
async function floorOf(deps: GenerationDeps, accountId: string, walk: Walk & Partial<ListRequest>) {
  if (walk.model === undefined || walk.client_request_id !== undefined) return undefined;
  const floor = await idAtDepth(deps.db.read, accountId, walk.below, WALK_MAX);
  return floor !== undefined && (walk.from === undefined || floor > walk.from) ? floor : undefined;
}

function earlier(left: string | undefined, right: string | undefined): string | undefined {
  return left === undefined || (right !== undefined && right < left) ? right : left;
}

function later(left: string | undefined, right: string | undefined): string | undefined {
  return left === undefined || (right !== undefined && right > left) ? right : left;
}

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** `created_after` includes its moment, `created_before` does not: two adjacent ranges share nothing and miss nothing. */
function idAt(path: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const timeMs = ISO.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(timeMs)) {
    throw invalid([{ path, message: 'must be a date or time such as 2026-05-11 or 2026-05-11T00:00:00.000Z.' }]);
  }
  return firstIdAt('task', timeMs);
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isDay(day: string): boolean {
  const timeMs = Date.parse(day);
  return !Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(day);
}
