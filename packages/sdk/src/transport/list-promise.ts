import { BadAnswerError } from '../errors/local-errors.ts';
import { type ApiPromise, toApiPromise, type WithResponse } from './api-promise.ts';

/** What all lists have; those without pages lack the last two. */
export type AnyPage<Item> = {
  readonly data: readonly Item[];
  readonly has_more?: boolean;
  readonly next_cursor?: string | null;
};

/** Awaited it is one page; in `for await` it is every item, and further pages are asked for as they are needed. */
export type ListPromise<Item, Page extends AnyPage<Item>> = ApiPromise<Page> & AsyncIterable<Item>;

/** Gives a list its face; `more` gets the page at a cursor. */
export function toListPromise<Item, Page extends AnyPage<Item>>(
  first: Promise<WithResponse<Page>>,
  more: (cursor: string) => Promise<WithResponse<Page>>,
): ListPromise<Item, Page> {
  const page = toApiPromise(first);
  return Object.assign(page, {
    [Symbol.asyncIterator]() {
      page.catch(() => undefined);
      return itemsFrom<Item, Page>(first, more);
    },
  });
}

async function* itemsFrom<Item, Page extends AnyPage<Item>>(
  first: Promise<WithResponse<Page>>,
  more: (cursor: string) => Promise<WithResponse<Page>>,
): AsyncGenerator<Item, void, undefined> {
  const cursors = new Set<string>();
  let { data: page } = await first;
  for (;;) {
    yield* page.data;
    if (page.has_more !== true) return;
    const cursor = page.next_cursor ?? undefined;
    // Asking for a page again, also for one further back, would never end.
    if (cursor === undefined || cursors.has(cursor))
      throw new BadAnswerError('The list has more pages but no way to the next one.');
    cursors.add(cursor);
    ({ data: page } = await more(cursor));
  }
}
