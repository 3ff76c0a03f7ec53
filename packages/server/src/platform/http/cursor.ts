import { invalid } from './errors.ts';

export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

/** A list as the wire writes it. */
export function listView<Item, View>(page: Page<Item>, toView: (item: Item) => View) {
  return {
    object: 'list' as const,
    data: page.items.map(toView),
    has_more: page.nextCursor !== null,
    next_cursor: page.nextCursor,
  };
}

/** Cuts a page out of rows read with a limit of one more than the page holds. */
export function toPage<Item extends { id: string }>(rows: readonly Item[], limit: number): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(last.id) : null };
}

/**
 * How many of an account's rows one page of a filtered list may walk past. A page that ends there is shorter than asked
 * for, perhaps empty, and has a cursor: a rare filter over a long history costs many short calls instead of a long one.
 */
export const WALK_MAX = 10_000;

/** The page, with a cursor at the end of the walk when it was not filled before. `floor` is the last id walked past. */
export function toWalkedPage<Item extends { id: string }>(
  rows: readonly Item[],
  limit: number,
  floor: string | undefined,
): Page<Item> {
  const page = toPage(rows, limit);
  return page.nextCursor !== null || floor === undefined ? page : { ...page, nextCursor: encodeCursor(floor) };
}

/** Cursors are opaque to callers; inside they are the id of the last item they saw. */
function encodeCursor(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** The id in a cursor. Throws `validation_failed` for text that no list of this kind has handed out. */
export function decodeCursor(cursor: string | undefined, prefix: string): string | undefined {
  if (cursor === undefined) return undefined;
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!new RegExp(`^${prefix}_[0-9a-z]{26}$`).test(id)) {
    throw invalid([{ path: 'cursor', message: 'must be the next_cursor of an earlier page of this list.' }]);
  }
  return id;
}
