import { NOT_THAT_KIND, WITHOUT_KINDS } from './not-that-kind.ts';
import type { Meaning, WordNet } from './read-wordnet.ts';

const STEPS_MAX = 3;
/** Living things stand in deeper trees: a sparrow is five steps from "bird". */
const STEPS_OF_LIFE_MAX = 6;
const ANIMALS = 5;
const ARTEFACTS = 6;
const FOOD = 13;
const PLANTS = 20;

/** Which fields of WordNet a group of icons may be looked for in: a seal is an animal here, not a stamp. */
const FIELDS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^animal/, [ANIMALS]],
  [/^plant/, [PLANTS]],
  [/^(food|drink)/, [FOOD, PLANTS]],
  [
    /^(transport|place|clothing|music|phone|computer|light|book|tool|household|dishware|lock|writing|office|science|time)/,
    [ARTEFACTS],
  ],
];

type Subject = { readonly name: string; readonly group: string };

/**
 * The nouns whose commonest meaning is a kind of a known subject (spaniel: dog, cottage: house), each with the number
 * of the nearest one. `names` are words for subjects, with the number of the icon they mean.
 */
export function findKinds(
  net: WordNet,
  names: ReadonlyMap<string, number>,
  subjects: readonly Subject[],
): ReadonlyMap<string, number> {
  const iconOf = new Map<string, number>();
  for (const [name, icon] of names) {
    const meaning = meaningOf(net, name, subjects[icon]?.group ?? '');
    if (meaning !== undefined && !iconOf.has(meaning)) iconOf.set(meaning, icon);
  }
  const kinds = new Map<string, number>();
  for (const [word, [first]] of net.meaningsOf) {
    if (first === undefined || names.has(word) || NOT_THAT_KIND.has(word) || !isPlainWord(word)) continue;
    const icon = nearest(net, first, iconOf);
    if (icon !== undefined && !WITHOUT_KINDS.has(subjects[icon]?.name ?? '')) kinds.set(word, icon);
  }
  return kinds;
}

/** Names of two words end in one that is known: a "barn swallow" is found as a swallow. */
function isPlainWord(word: string): boolean {
  return /^[a-z]{3,}$/.test(word);
}

function meaningOf({ meaningsOf, meanings }: WordNet, name: string, group: string): string | undefined {
  const fields = FIELDS.find(([pattern]) => pattern.test(group))?.[1];
  if (fields === undefined) return undefined;
  const found = meaningsOf.get(name) ?? [];
  return found.find((id) => fields.includes(meanings.get(id)?.field ?? -1));
}

/** Walks from a meaning to more general ones, all ways at once, until one of them has an icon. */
function nearest({ meanings }: WordNet, start: string, iconOf: ReadonlyMap<string, number>): number | undefined {
  const field = meanings.get(start)?.field ?? -1;
  const stepsMax = field === ANIMALS || field === PLANTS ? STEPS_OF_LIFE_MAX : STEPS_MAX;
  let ways: readonly string[] = [start];
  for (let step = 0; step <= stepsMax; step += 1) {
    const hit = ways.find((id) => iconOf.has(id));
    if (hit !== undefined) return iconOf.get(hit);
    ways = ways.flatMap((id) => meanings.get(id)?.general ?? []).filter((id) => isOfField(meanings.get(id), field));
  }
  return undefined;
}

function isOfField(meaning: Meaning | undefined, field: number): boolean {
  return meaning?.field === field;
}
