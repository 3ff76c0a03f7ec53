import type { Place } from '../prompt/paint-plan.ts';
import type { Rect } from './ink-mask.ts';
import type { Setting } from './set-text.ts';

/** Where a carrier may lie and what it looks best like; pixels. */
export type Wish = {
  /** The whole carrier stays inside. */
  readonly zone: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** Its feet stand between these rows; without, it hangs free. */
  readonly feet?: { readonly far: number; readonly near: number };
  /** Where its middle would best be. */
  readonly prefer: { readonly x: number; readonly y: number };
  /** Pixels of an em; the smallest is gone below only where nothing else fits. */
  readonly size: { readonly best: number; readonly least: number };
  /** Columns are as good as lines unless they suit it best. */
  readonly columns?: 'liked';
  /** Panel width to height that suits it. */
  readonly shape: number;
  /** How far the panel may reach, whatever the text. */
  readonly panelMax: { readonly width: number; readonly height: number };
  /** From the ink to the panel's edge, in ems. */
  readonly padding: { readonly across: number; readonly down: number };
  /** What stands under the panel, as a share of its height and at least in pixels. */
  readonly legs?: { readonly share: number; readonly least: number };
};

/** A text at its place. The panel holds the ink, the whole holds panel and legs. */
export type Room = {
  readonly setting: Setting;
  readonly size: number;
  readonly ink: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly panel: Rect;
  readonly whole: Rect;
  readonly isFree: boolean;
};

const COLUMNS = 15;
const ROWS = 11;
const STEPS = 16;

/** The largest and best placed way to set a text that keeps off `avoid`; covers as little as can be when none does. */
export function findRoom(
  settings: readonly Setting[],
  wish: Wish,
  avoid: readonly Place[],
  margin: number,
): Room | undefined {
  let best: { readonly room: Room; readonly score: number } | undefined;
  for (const setting of settings) {
    const largest = largestSize(setting, wish);
    for (let step = 0; step < STEPS; step += 1) {
      const size = largest * 0.87 ** step;
      const boxes = boxesOf(setting, size, wish);
      const merit = meritOf(setting, size, wish);
      if (size < 1 || (best?.room.isFree === true && merit <= best.score)) continue;
      for (const place of spotsFor(boxes.whole, wish)) {
        const score = merit - strayOf(place, boxes.whole, wish);
        if (best?.room.isFree === true && score <= best.score) continue;
        const covered = coveredShare({ ...boxes.whole, ...place }, avoid, margin);
        const total = score - (covered === 0 ? 0 : 6 + covered * 12);
        if (best !== undefined && total <= best.score) continue;
        best = { score: total, room: settle(setting, size, { boxes, place, isFree: covered === 0 }) };
      }
    }
  }
  return best?.room;
}

function largestSize({ width, height }: Setting, { size, zone, padding, panelMax, legs }: Wish): number {
  const across = width + padding.across * 2;
  const down = height + padding.down * 2;
  const wide = Math.min(panelMax.width, zone.right - zone.left);
  const tall = Math.min(panelMax.height, (zone.bottom - zone.top - (legs?.least ?? 0)) / (1 + (legs?.share ?? 0)));
  return Math.max(0.5, Math.min(size.best, wide / across, tall / down));
}

type Boxes = {
  readonly panel: { readonly width: number; readonly height: number };
  readonly whole: { readonly width: number; readonly height: number };
};

function boxesOf({ width, height }: Setting, size: number, { padding, legs }: Wish): Boxes {
  const panel = { width: (width + padding.across * 2) * size, height: (height + padding.down * 2) * size };
  const below = legs === undefined ? 0 : Math.max(legs.least, panel.height * legs.share);
  return { panel, whole: { width: panel.width, height: panel.height + below } };
}

/** Big letters are worth most until they are big enough; too small ones are nearly worthless. */
function meritOf({ width, height, direction, isCut }: Setting, size: number, wish: Wish): number {
  const { best, least } = wish.size;
  const small = size < least ? Math.log(size / least) * 6 : 0;
  const form = Math.abs(Math.log(width / height / wish.shape)) * 0.22;
  const odd = (isCut ? 3 : 0) + (direction === 'columns' ? (wish.columns === 'liked' ? -0.6 : 0.15) : 0);
  return Math.log(size / best) * 1.5 + small - form - odd;
}

function* spotsFor(box: Boxes['whole'], { zone, feet }: Wish) {
  const spareX = zone.right - zone.left - box.width;
  if (spareX < -0.01) return;
  for (let column = 0; column < COLUMNS; column += 1) {
    const left = zone.left + (spareX * column) / (COLUMNS - 1);
    for (let row = 0; row < ROWS; row += 1) {
      const share = row / (ROWS - 1);
      const spareY = zone.bottom - zone.top - box.height;
      const top =
        feet === undefined ? zone.top + spareY * share : feet.far + (feet.near - feet.far) * share - box.height;
      if (top >= zone.top - 0.01 && top + box.height <= zone.bottom + 0.01) yield { left, top };
    }
  }
}

function strayOf(
  at: { readonly left: number; readonly top: number },
  box: Boxes['whole'],
  { prefer, zone }: Wish,
): number {
  const across = (at.left + box.width / 2 - prefer.x) / (zone.right - zone.left);
  const down = (at.top + box.height / 2 - prefer.y) / (zone.bottom - zone.top);
  return across ** 2 * 1.6 + down ** 2 * 1.6;
}

function coveredShare(box: Rect, avoid: readonly Place[], margin: number): number {
  let covered = 0;
  for (const place of avoid) {
    const wide =
      Math.min(box.left + box.width, place.left + place.width + margin) - Math.max(box.left, place.left - margin);
    const tall =
      Math.min(box.top + box.height, place.top + place.height + margin) - Math.max(box.top, place.top - margin);
    if (wide > 0 && tall > 0) covered += (wide * tall) / Math.max(1, place.width * place.height);
  }
  return covered;
}

function settle(
  setting: Setting,
  size: number,
  at: {
    readonly boxes: Boxes;
    readonly place: { readonly left: number; readonly top: number };
    readonly isFree: boolean;
  },
): Room {
  const { panel, whole } = at.boxes;
  const left = Math.floor(at.place.left);
  const top = Math.floor(at.place.top);
  const inkWidth = setting.width * size;
  const inkHeight = setting.height * size;
  return {
    setting,
    size,
    ink: {
      left: left + (panel.width - inkWidth) / 2,
      top: top + (panel.height - inkHeight) / 2,
      width: inkWidth,
      height: inkHeight,
    },
    panel: { left, top, width: Math.floor(panel.width), height: Math.floor(panel.height) },
    whole: { left, top, width: Math.floor(whole.width), height: Math.floor(whole.height) },
    isFree: at.isFree,
  };
}
