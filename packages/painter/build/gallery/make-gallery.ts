import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { PainterPool } from '../../src/index.ts';
import { ROWS, type Tile } from './tiles.ts';

const SHEET_WIDTH = 2000;
const GAP = 8;
const QUALITY = 80;
const SEED = 7;
const TARGET = fileURLToPath(new URL('../../../../docs/guides/painter-gallery.webp', import.meta.url));

type Spot = {
  readonly tile: Tile;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/**
 * `npm run gallery [-- --tiles FOLDER]` paints the contact sheet of the docs anew: varied prompts, ratios and styles.
 * With `--tiles` every picture is also written as a PNG of its own, to be looked at.
 */
const { values } = parseArgs({ options: { tiles: { type: 'string' } } });
await makeGallery(values.tiles);

async function makeGallery(folder: string | undefined): Promise<void> {
  const { spots, height } = layOut();
  const pool = new PainterPool({ threads: 2 });
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const layers = await Promise.all(
    spots.map(async (spot, index): Promise<OverlayOptions> => {
      const { tile, left, top } = spot;
      const { png } = await pool.paint({ ...tile, seed: SEED });
      if (folder !== undefined) await writeFile(`${folder}/${String(index + 1).padStart(2, '0')}.png`, png);
      return { input: await sharp(png).resize(spot.width, spot.height).png().toBuffer(), left, top };
    }),
  );
  await pool.close();
  const sheet = sharp({ create: { width: SHEET_WIDTH, height, channels: 3, background: '#ffffff' } });
  const bytes = await sheet.composite(layers).webp({ quality: QUALITY, effort: 6 }).toBuffer();
  await mkdir(dirname(TARGET), { recursive: true });
  await writeFile(TARGET, bytes);
  console.log(`${spots.length} pictures, ${SHEET_WIDTH} × ${height}, ${(bytes.length / 1024).toFixed(0)} KiB`);
}

/** Every row as high as makes its pictures, at their own ratios, fill the width. */
function layOut(): { readonly spots: readonly Spot[]; readonly height: number } {
  const spots: Spot[] = [];
  let top = 0;
  for (const row of ROWS) {
    const ratios = row.reduce((sum, { width, height }) => sum + width / height, 0);
    const height = Math.round((SHEET_WIDTH - GAP * (row.length - 1)) / ratios);
    let left = 0;
    for (const [index, tile] of row.entries()) {
      const isLast = index === row.length - 1;
      const width = isLast ? SHEET_WIDTH - left : Math.round((height * tile.width) / tile.height);
      spots.push({ tile, left, top, width, height });
      left += width + GAP;
    }
    top += height + GAP;
  }
  return { spots, height: top - GAP };
}
