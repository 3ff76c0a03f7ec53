import type { Tx } from '../platform/db/database.ts';
import { findNextOfLanes, holdLanes, type LaneMove, type OpenLane } from './lane-store.ts';

/** What one round over the lanes gives: tasks in the order of their turns, and how the lanes stand after it. */
export type Deal = {
  readonly ids: readonly string[];
  readonly moves: readonly LaneMove[];
  /** Tasks may be waiting that another round would find. */
  readonly isMore: boolean;
};

type Round = {
  readonly queue: string;
  readonly limit: number;
  readonly turn: number;
  /** It is not the first of its transaction: lanes that are being added to are left to the next claim, which that wakes. */
  readonly isMore?: boolean;
};

/**
 * Picks the tasks that are next in a queue, at most `limit`: the oldest of each lane, the lane served longest ago first,
 * then the second of each, and so on. The lanes are held, and each gets the turn of the last task picked from it.
 */
export async function dealTasks(tx: Tx, { queue, limit, turn, isMore = false }: Round): Promise<Deal> {
  const lanes = await holdLanes(tx, queue, { limit, isMore });
  if (lanes.length === 0) return { ids: [], moves: [], isMore: false };
  // Fewer accounts than slots: each is asked for its share at once, so that one account does not cost a round a task.
  const each = Math.ceil(limit / lanes.length);
  const found = await findNextOfLanes(tx, queue, { lanes, each });
  const ids = (lane: OpenLane) => found.get(lane.account_id) ?? [];
  const dealt = deal(lanes.map(ids)).slice(0, limit);
  const turns = new Map(dealt.map((id, index) => [id, turn + index]));
  // What gave less than its share is empty, and was not cut: all that is cut off is the last of full shares.
  const moves = lanes.map((lane) =>
    afterRound(lane, { turns, taken: ids(lane), isWaiting: ids(lane).length === each }),
  );
  return { ids: dealt, moves, isMore: lanes.length === limit || moves.some(({ isWaiting }) => isWaiting) };
}

/** The first of each list, then the second of each, and so on. */
function deal(lists: readonly (readonly string[])[]): readonly string[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, rank) => lists.flatMap((list) => list[rank] ?? [])).flat();
}

type Taken = {
  readonly turns: ReadonlyMap<string, number>;
  readonly taken: readonly string[];
  readonly isWaiting: boolean;
};

/** An empty lane keeps its turn, so coming and going wins and costs nothing. */
function afterRound(lane: OpenLane, { turns, taken, isWaiting }: Taken): LaneMove {
  const last = taken.findLast((id) => turns.has(id));
  if (last === undefined) return { ...lane, isWaiting };
  return { ...lane, isWaiting, from_id: last, turn: turns.get(last) ?? lane.turn };
}
