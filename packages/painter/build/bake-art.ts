import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants } from 'node:zlib';
import sharp from 'sharp';
import { bakeTerms, type Labelled } from './bake-terms.ts';
import { type Choice, chooseIcon } from './choose-icons.ts';
import { OWN_ICONS } from './own-icons.ts';

const require = createRequire(import.meta.url);
const TARGET = new URL('../assets/art.generated.bin', import.meta.url);

type Icon = Choice & {
  readonly name: string;
  readonly group: string;
  readonly body: string;
  readonly box: readonly number[];
};

/** Writes the icons the painter can place and the words that name them: one compressed file. */
async function bakeArt() {
  const startedAt = performance.now();
  const { icons, sources } = await collectIcons();
  for (const own of OWN_ICONS) {
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
  const terms = await bakeTerms(icons, sources);
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

async function readJson(name: string) {
  return JSON.parse(await readFile(require.resolve(name), 'utf8'));
}

await bakeArt();
