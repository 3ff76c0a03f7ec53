import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants } from 'node:zlib';
import sharp from 'sharp';
import { type Choice, chooseIcon } from './choose-icons.ts';
import { OWN_ICONS } from './own-icons.ts';
import { LABELS_KEPT, NOT_SUBJECTS, PEOPLE_WORDS, SYNONYMS } from './terms.ts';

const require = createRequire(import.meta.url);
const TARGET = new URL('../assets/art.generated.bin', import.meta.url);

type Labelled = {
  readonly hexcode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly subgroup?: number;
};
type Icon = Choice & {
  readonly name: string;
  readonly group: string;
  readonly body: string;
  readonly box: readonly number[];
};
type Terms = Map<string, number>;

/** Writes the icons the painter can place and the words that name them: one compressed file. */
async function bakeArt() {
  const startedAt = performance.now();
  const { icons, sources } = await collectIcons();
  const terms: Terms = new Map();
  addEnglish(terms, icons, sources);
  await addChinese(terms, icons, sources);
  for (const own of OWN_ICONS) {
    for (const term of [...own.terms, ...own.zh]) terms.set(term, icons.length);
    icons.push({
      name: own.name,
      group: 'own',
      body: own.body,
      box: await visibleBox(own.body),
      anchor: own.anchor,
      size: own.size,
      ...worldOf(own),
    });
  }
  const packed = brotliCompressSync(JSON.stringify({ version: 1, icons, terms: [...terms] }), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_LGWIN]: 22 },
  });
  await mkdir(new URL('.', TARGET), { recursive: true });
  await writeFile(TARGET, packed);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${icons.length} subjects, ${terms.size} words, ${(packed.length / 1024).toFixed(0)} KiB, ${seconds} s`);
}

async function collectIcons() {
  const noto: { icons: Record<string, { body: string }> } = await readJson('@iconify-json/noto/icons.json');
  const names: Record<string, string> = await readJson('@iconify-json/noto/chars.json');
  const labelled: Labelled[] = await readJson('emojibase-data/en/data.json');
  const groups: { subgroups: Record<string, string> } = await readJson('emojibase-data/meta/groups.json');
  const icons: Icon[] = [];
  const sources: Labelled[] = [];
  for (const source of labelled) {
    const group = groups.subgroups[String(source.subgroup)] ?? '';
    const choice = chooseIcon(source.label, group);
    const code = source.hexcode.toLowerCase();
    const body = noto.icons[names[code] ?? names[code.replaceAll('-fe0f', '')] ?? '']?.body;
    if (choice === undefined || body === undefined) continue;
    icons.push({ name: source.label, group, body, box: await visibleBox(body), ...choice, ...worldOf(choice) });
    sources.push(source);
  }
  return { icons, sources };
}

function worldOf({ size }: Choice) {
  return { metres: size * 5, home: [] };
}

/** Left, top, width and height of what is drawn, on the 128 x 128 board. */
async function visibleBox(body: string): Promise<readonly number[]> {
  const side = 128;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 128 128">${body}</svg>`;
  const { data } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  let [left, top, right, bottom] = [side, side, 0, 0];
  for (let index = 0; index < side * side; index += 1) {
    if ((data[index * 4 + 3] ?? 0) < 90) continue;
    left = Math.min(left, index % side);
    right = Math.max(right, index % side);
    top = Math.min(top, Math.floor(index / side));
    bottom = Math.max(bottom, Math.floor(index / side));
  }
  return [left, top, right - left + 1, bottom - top + 1];
}

function addEnglish(terms: Terms, icons: readonly Icon[], sources: readonly Labelled[]) {
  const indexByLabel = new Map(icons.map((icon, index) => [icon.name, index]));
  const tagOwners = new Map<string, number[]>();
  for (const [index, source] of sources.entries()) {
    for (const tag of source.tags ?? [])
      tagOwners.set(tag.toLowerCase(), [...(tagOwners.get(tag.toLowerCase()) ?? []), index]);
  }
  for (const [tag, [only, ...others]] of tagOwners) {
    const isNoun = /^[a-z]{3,}$/.test(tag) && !NOT_SUBJECTS.has(tag);
    if (isNoun && only !== undefined && others.length === 0 && icons[only]?.anchor !== 'bust') terms.set(tag, only);
  }
  for (const [label, index] of indexByLabel) {
    const term = label.toLowerCase().replace(/[’']/g, '');
    if (!NOT_SUBJECTS.has(term) || LABELS_KEPT.has(term)) terms.set(term, index);
  }
  for (const [word, label] of [...Object.entries(SYNONYMS), ...Object.entries(PEOPLE_WORDS)]) {
    const index = indexByLabel.get(label);
    if (index === undefined)
      throw new Error(`The word "${word}" means "${label}", which is not among the chosen icons.`);
    terms.set(word, index);
  }
}

async function addChinese(terms: Terms, icons: readonly Icon[], sources: readonly Labelled[]) {
  const chinese: Labelled[] = await readJson('emojibase-data/zh/data.json');
  const byCode = new Map(chinese.map((entry) => [entry.hexcode, entry]));
  const owners = new Map<string, number[]>();
  for (const [index, source] of sources.entries()) {
    const entry = byCode.get(source.hexcode);
    if (entry === undefined) continue;
    terms.set(entry.label, index);
    for (const tag of entry.tags ?? []) owners.set(tag, [...(owners.get(tag) ?? []), index]);
  }
  for (const [tag, [first, ...others]] of owners) {
    if (first === undefined || terms.has(tag) || !/^\p{Script=Han}+$/u.test(tag)) continue;
    const sameKind = others.every((other) => icons[other]?.name.includes(icons[first]?.name ?? '-'));
    if (sameKind && (tag.length > 1 || others.length < 3)) terms.set(tag, first);
  }
}

async function readJson(name: string) {
  return JSON.parse(await readFile(require.resolve(name), 'utf8'));
}

await bakeArt();
