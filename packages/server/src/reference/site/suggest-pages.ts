import type { Page } from '../content/index.ts';

const SUGGESTIONS_MAX = 4;
/** Longer addresses are compared by their start: the time grows with their length. */
const COMPARED_CHARACTERS_MAX = 80;
/** With more of its letters wrong than this it is another word. */
const DISTANCE_MAX = 0.4;

/** The pages whose addresses are most like the given one, best first; none when nothing is. */
export function suggestPages(pages: readonly Page[], slug: string): readonly Page[] {
  const asked = slug.toLowerCase().slice(0, COMPARED_CHARACTERS_MAX);
  return pages
    .map((page) => ({ page, distance: distanceOf(asked, page.slug.toLowerCase()) }))
    .filter(({ distance }) => distance < DISTANCE_MAX)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SUGGESTIONS_MAX)
    .map(({ page }) => page);
}

/** 0 for equal, 1 for nothing in common: of the whole addresses, or a little worse of their last words alone. */
function distanceOf(asked: string, slug: string): number {
  return Math.min(relativeDistance(asked, slug), 0.05 + relativeDistance(lastWord(asked), lastWord(slug)));
}

function lastWord(slug: string): string {
  return slug.split('/').at(-1) ?? slug;
}

function relativeDistance(a: string, b: string): number {
  return a === '' || b === '' ? 1 : editDistance(a, b) / Math.max(a.length, b.length);
}

/** How many letters have to be put in, taken out or replaced to make one of the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
