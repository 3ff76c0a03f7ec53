import type { Control } from '../control.ts';
import type { Place } from '../prompt/paint-plan.ts';
import { createRandom, type Random } from '../random.ts';
import type { Frame, Stage } from '../scenes/frame.ts';
import { CARRIER_OF } from './carriers/carriers.ts';
import { type CarrierName, chooseCarriers } from './choose-carrier.ts';
import { findRoom, type Room, type Wish } from './find-room.ts';
import { createInkMask, fillOutline, type InkMask } from './ink-mask.ts';
import { loadGlyphs } from './load-glyphs.ts';
import { type Setting, settingsOf } from './set-text.ts';

/** What the picture shows and where things may stand in it; without a stage, texts are lettered flat on the picture. */
export type Look = { readonly frame: Frame; readonly stage?: Stage; readonly control?: Control };

/** A text with its carrier and the pixels its letters take. */
export type Lettering = {
  readonly carrier: CarrierName;
  readonly room: Room;
  readonly ink: InkMask;
  /** Goes on where the choice of the room stopped. */
  readonly random: Random;
  readonly place: Place;
};

/** Decides what each text is written on and where; texts no font can write are left out. */
export async function planLettering(
  texts: readonly string[],
  look: Look,
  avoid: readonly Place[],
): Promise<readonly Lettering[]> {
  if (texts.length === 0) return [];
  const glyphs = await loadGlyphs();
  const { frame, stage } = look;
  // In a narrow picture a plane and its cloth are too small to be seen.
  const isNarrow = frame.width <= frame.height * 0.7;
  const carriers = chooseCarriers(frame.plan, stage).filter((name) => name !== 'tow' || !isNarrow);
  const allowColumns = frame.height > frame.width * 1.2 || frame.plan.style === 'ink';
  const planned: Lettering[] = [];
  for (const text of texts) {
    const before = planned.map(({ place }) => place);
    const company = { avoid: [...avoid, ...furnitureOf(look)], before, count: texts.length };
    const found = findCarrier(settingsOf(text, glyphs, { allowColumns }), carriers, look, company);
    if (found === undefined) continue;
    const place: Place = { name: text, kind: 'text', ...inside(found.room, frame) };
    planned.push({ ...found, ink: inkOf(found.room), place });
  }
  return planned;
}

type Company = { readonly avoid: readonly Place[]; readonly before: readonly Place[]; readonly count: number };
type Found = Pick<Lettering, 'carrier' | 'room' | 'random'>;

/** The first carrier with room for letters of a good size; else the one with the largest. */
function findCarrier(
  settings: readonly Setting[],
  carriers: readonly CarrierName[],
  { frame, stage }: Look,
  { avoid, before, count }: Company,
): Found | undefined {
  let best: Found | undefined;
  for (const carrier of carriers) {
    const random = createRandom(frame.plan.key + before.length, 'lettering');
    const wish = shared(
      inRatio(CARRIER_OF[carrier].wish({ frame, stage, random }), frame),
      count,
      before.at(-1),
      frame,
    );
    const room = findRoom(settings, wish, [...avoid, ...before], frame.unit * 0.025);
    if (room === undefined) continue;
    const found = { carrier, room, random };
    if (room.isFree && !room.setting.isCut && room.size >= Math.max(wish.size.least, wish.size.best * 0.5))
      return found;
    if (best === undefined || worthOf(room) > worthOf(best.room)) best = found;
  }
  return best;
}

/** Panoramas want one long line, towers a tall sign with letters one below the other. */
function inRatio(wish: Wish, { width, height, unit }: Frame): Wish {
  const { size, panelMax, shape } = wish;
  if (width > height * 2.5) {
    return {
      ...wish,
      size: { ...size, best: size.best * 1.35 },
      shape: shape * 1.8,
      panelMax: { width: panelMax.width * 2.2, height: panelMax.height },
    };
  }
  if (height > width * 2.2) {
    return {
      ...wish,
      size: { ...size, best: size.best * 1.5 },
      shape: 0.45,
      columns: 'liked',
      panelMax: {
        width: Math.max(panelMax.width, width),
        height: Math.max(panelMax.height, Math.min(height * 0.6, unit * 3)),
      },
    };
  }
  return wish;
}

function worthOf({ isFree, size, setting }: Room): number {
  return size * (isFree ? 1 : 0.2) * (setting.isCut ? 0.4 : 1);
}

/** The first text is the largest; each further one stands below the one before. */
function shared(wish: Wish, count: number, before: Place | undefined, { unit }: Frame): Wish {
  const share = count === 1 ? 1 : before === undefined ? 0.86 : 0.6;
  const size = { best: wish.size.best * share, least: wish.size.least * Math.min(1, share * 1.2) };
  if (before === undefined) return { ...wish, size };
  const prefer = { x: before.left + before.width / 2, y: before.top + before.height + unit * 0.1 };
  return { ...wish, size, prefer };
}

/** What a scene sets on its table is not among the places: nothing may hide it. */
function furnitureOf({ frame, stage }: Look): readonly Place[] {
  const table = stage?.table;
  if (table === undefined) return [];
  const width = Math.round(table.width * 1.05);
  const top = Math.round(Math.max(0, table.y - frame.unit * 0.5));
  return [
    {
      name: 'table',
      kind: 'company',
      left: Math.round(table.x - width / 2),
      top,
      width,
      height: Math.round(table.y + frame.unit * 0.06) - top,
    },
  ];
}

function inkOf(room: Room): InkMask {
  const left = Math.floor(room.ink.left) - 1;
  const top = Math.floor(room.ink.top) - 1;
  const width = Math.ceil(room.ink.left + room.ink.width) + 1 - left;
  const height = Math.ceil(room.ink.top + room.ink.height) + 1 - top;
  const mask = createInkMask({ left, top, width, height });
  for (const { contours, originX, originY } of room.setting.letters) {
    fillOutline(mask, {
      contours,
      originX: room.ink.left + originX * room.size,
      originY: room.ink.top + originY * room.size,
      scale: room.size,
    });
  }
  return mask;
}

function inside({ whole }: Room, { width, height }: Frame) {
  const left = Math.max(0, Math.min(width - 1, whole.left));
  const top = Math.max(0, Math.min(height - 1, whole.top));
  return {
    left,
    top,
    width: Math.max(1, Math.min(width, whole.left + whole.width) - left),
    height: Math.max(1, Math.min(height, whole.top + whole.height) - top),
  };
}
