import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import type { Icon } from '../src/subjects/load-art.ts';
import type { Labelled } from './bake-terms.ts';
import { chooseIcon } from './choose-icons.ts';
import { drawAnimal, drawPortrait } from './drawings/animals.ts';
import type { Noto } from './drawings/drawing.ts';
import { drawBust, drawPerson } from './drawings/people.ts';
import { TREES_DRAWN_ANEW } from './drawings/plants.ts';
import { OWN_ICONS } from './own-icons.ts';
import { glowOf, NAMED_IN_GLOWS } from './world/glows.ts';
import { NAMED_IN_HOMES } from './world/homes.ts';
import { NAMED_IN_METRES } from './world/metres.ts';

const require = createRequire(import.meta.url);
const BOARD = 128;
/** Below this cover a pixel counts as empty: soft edges and glows do not make a thing larger. */
const VISIBLE_FROM = 90;

export type Collected = Icon & { readonly body: string };
/** `isCut`: only what lies above the chest is shown. */
type Draft = Omit<Collected, 'box'> & { readonly isCut?: boolean };
type Bust = { readonly index: number; readonly body: string; readonly isCut: boolean };

/** How much of a whole person is head and shoulders. */
const PORTRAIT_SHARE = 0.57;

/**
 * Every drawing there is. The icon set's come first, one for each of `sources` and in that order; then our own, then
 * the busts of those whose whole figure stands among the first. Throws when a table names an icon that is not there.
 */
export async function collectIcons(): Promise<{
  readonly icons: readonly Collected[];
  readonly sources: readonly Labelled[];
}> {
  const noto = await readNoto();
  const { drafts, sources, busts } = await collectNoto(noto);
  for (const { draw, bust, terms: _terms, zh: _zh, ...own } of OWN_ICONS) {
    const body = draw(noto.get);
    if (own.group.startsWith('person')) busts.push({ index: drafts.length, body, isCut: true });
    if (bust !== undefined) busts.push({ index: drafts.length, body: bust(noto.get), isCut: false });
    drafts.push({ ...own, body });
  }
  const known = new Set(drafts.map(({ name }) => name));
  const unknown = [...NAMED_IN_METRES, ...NAMED_IN_HOMES, ...NAMED_IN_GLOWS].filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`The tables of build/world name what is no icon: ${unknown.join(', ')}.`);
  const whole = drafts.length;
  for (const [position, { index, body, isCut }] of busts.entries()) {
    const figure = drafts[index];
    if (figure === undefined) continue;
    drafts.push({ ...figure, name: `${figure.name} portrait`, anchor: 'bust', metres: 0.6, body, isCut });
    drafts[index] = { ...figure, portrait: whole + position };
  }
  return { icons: await Promise.all(drafts.map(finish)), sources };
}

async function collectNoto(noto: NotoSet) {
  const labelled: readonly Labelled[] = await readJson('emojibase-data/en/data.json');
  const groups: { subgroups: Record<string, string> } = await readJson('emojibase-data/meta/groups.json');
  const drafts: Draft[] = [];
  const sources: Labelled[] = [];
  const busts: Bust[] = [];
  for (const source of labelled) {
    const name = source.label;
    const group = groups.subgroups[String(source.subgroup)] ?? '';
    const choice = chooseIcon(name, group);
    const icon = noto.bodyOf(source.hexcode);
    if (choice === undefined || icon === undefined) continue;
    const figure = drawAnimal(name, noto.get) ?? drawPerson(name, noto.get) ?? TREES_DRAWN_ANEW[name];
    const bust = drawBust(name, noto.get) ?? bustOf(drawPortrait(name, noto.find));
    if (bust !== undefined) busts.push({ index: drafts.length, ...bust });
    drafts.push({ name, group, ...choice, body: figure ?? icon });
    sources.push(source);
  }
  return { drafts, sources, busts };
}

function bustOf(body: string | undefined) {
  return body === undefined ? undefined : { body, isCut: false };
}

type NotoSet = {
  readonly find: (name: string) => string | undefined;
  readonly get: Noto;
  readonly bodyOf: (hexcode: string) => string | undefined;
};

async function readNoto(): Promise<NotoSet> {
  const set: { icons: Record<string, { body: string }> } = await readJson('@iconify-json/noto/icons.json');
  const names: Record<string, string> = await readJson('@iconify-json/noto/chars.json');
  const labelled: readonly Labelled[] = await readJson('emojibase-data/en/data.json');
  const codes = new Map(labelled.map(({ label, hexcode }) => [label, hexcode]));
  const bodyOf = (hexcode: string) => {
    const code = hexcode.toLowerCase();
    return set.icons[names[code] ?? names[code.replaceAll('-fe0f', '')] ?? '']?.body;
  };
  const find = (name: string) => bodyOf(codes.get(name) ?? '');
  const get = (name: string) => {
    const body = find(name);
    if (body === undefined) throw new Error(`The icon set has no "${name}".`);
    return body;
  };
  return { find, get, bodyOf };
}

async function finish({ body, isCut, ...draft }: Draft): Promise<Collected> {
  const plain = body.replaceAll(/\s*\n\s*/g, '');
  if (/[^\x20-\x7e]/.test(plain)) throw new Error(`The drawing of ${draft.name} has a character that is not ASCII.`);
  const box = await visibleBox(plain, draft.name);
  const glow = glowOf(draft.name);
  return { ...draft, ...(glow === undefined ? {} : { glow }), box: isCut === true ? topOf(box) : box, body: plain };
}

function topOf([left = 0, top = 0, width = BOARD, height = BOARD]: readonly number[]): readonly number[] {
  return [left, top, width, Math.round(height * PORTRAIT_SHARE)];
}

/** Left, top, width and height of what is drawn, on the board. Throws when nothing is. */
async function visibleBox(body: string, name: string): Promise<readonly number[]> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${BOARD}" height="${BOARD}" viewBox="0 0 ${BOARD} ${BOARD}">${body}</svg>`;
  const data = await sharp(Buffer.from(svg)).ensureAlpha().extractChannel(3).raw().toBuffer();
  let [left, top, right, bottom] = [BOARD, BOARD, -1, -1];
  for (const [index, cover] of data.entries()) {
    if (cover < VISIBLE_FROM) continue;
    left = Math.min(left, index % BOARD);
    right = Math.max(right, index % BOARD);
    top = Math.min(top, Math.floor(index / BOARD));
    bottom = Math.max(bottom, Math.floor(index / BOARD));
  }
  if (right < left) throw new Error(`The drawing of ${name} shows nothing.`);
  return [left, top, right - left + 1, bottom - top + 1];
}

async function readJson(name: string) {
  return JSON.parse(await readFile(require.resolve(name), 'utf8'));
}
