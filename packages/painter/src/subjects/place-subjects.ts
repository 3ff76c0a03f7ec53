import type { Place, PlannedSubject } from '../prompt/paint-plan.ts';
import { createRandom, type Random } from '../random.ts';
import type { Frame, Stage } from '../scenes/frame.ts';
import type { Icon } from './load-art.ts';

/** One drawn thing; pixels. `footY` is its lowest row. */
export type Placement = {
  readonly icon: Icon;
  readonly colour: string | undefined;
  readonly centreX: number;
  readonly footY: number;
  readonly width: number;
  readonly height: number;
  readonly on: 'ground' | 'water' | 'air' | 'table' | 'edge';
  /** 0 near to 1 far. */
  readonly distance: number;
  readonly isFlipped: boolean;
};

/** The place as a plan tells it: whole pixels that hold all of the thing. */
export function placeOf({ icon, centreX, footY, width, height }: Placement): Place {
  const left = Math.floor(centreX - width / 2);
  const top = Math.floor(footY - height);
  return { name: icon.name, kind: 'subject', left, top, width: Math.ceil(width), height: Math.ceil(height) };
}

type Wish = { readonly icon: Icon; readonly colour: string | undefined; readonly on: Placement['on'] };

/** Finds a place for every subject: whole, on what it belongs on, and farther things first. */
export function placeSubjects(
  frame: Frame,
  stage: Stage,
  subjects: readonly PlannedSubject[],
  icons: readonly Icon[],
): readonly Placement[] {
  const random = createRandom(frame.plan.key, 'places');
  const wishes = subjects.flatMap((subject): Wish[] => {
    const icon = icons[subject.icon];
    if (icon === undefined) return [];
    return Array.from({ length: subject.count }, () => ({ icon, colour: subject.colour, on: groundOf(icon, stage) }));
  });
  if (wishes.length === 0) return [];
  const groups = stage.table === undefined ? groupsOf(frame, wishes) : 1;
  const placed = Array.from({ length: groups }, (_, group) => {
    const span = frame.width / groups;
    const left = span * group;
    return (['air', 'ground', 'water', 'table', 'edge'] as const).flatMap((on) =>
      placeRow(frame, stage, { wishes: wishes.filter((wish) => wish.on === on), left, span, group }, random),
    );
  });
  return placed.flat().sort((a, b) => order(a) - order(b));
}

function order({ on, footY }: Placement): number {
  return on === 'edge' ? 1e9 : on === 'air' ? -1e9 + footY : footY;
}

function groundOf({ anchor }: Icon, stage: Stage): Placement['on'] {
  if (anchor === 'bust' && stage.table === undefined) return 'edge';
  if (anchor === 'flies') return 'air';
  if (stage.table !== undefined) return 'table';
  if (stage.isWeightless === true && (anchor === 'swims' || stage.ground === undefined)) return 'air';
  if ((anchor === 'floats' || anchor === 'swims') && stage.water !== undefined) return 'water';
  return stage.ground === undefined ? 'air' : 'ground';
}

/** Long pictures show the same company more than once, so that no end is empty. */
function groupsOf({ width, unit }: Frame, wishes: readonly Wish[]): number {
  return Math.max(1, Math.min(4, Math.round(width / unit / 1.9 / Math.max(1, wishes.length * 0.34))));
}

type Row = { readonly wishes: readonly Wish[]; readonly left: number; readonly span: number; readonly group: number };

function placeRow(frame: Frame, stage: Stage, row: Row, random: Random): readonly Placement[] {
  const { wishes, left, span } = row;
  const widest = wishes.reduce((sum, { icon, on }) => sum + heightOf(frame, stage, icon, on) * aspectOf(icon), 0);
  const room = wishes[0]?.on === 'table' && stage.table !== undefined ? stage.table.width * 1.02 : span * 0.86;
  const fit = Math.min(1, room / Math.max(1, widest));
  const first =
    wishes[0]?.on === 'table'
      ? (stage.table?.x ?? 0) - (widest * fit) / 2
      : left + (span - Math.min(span * 0.9, widest * fit * 1.25)) / 2;
  const step = wishes[0]?.on === 'table' ? 1 : Math.min(1.25, (span * 0.9) / Math.max(1, widest * fit));
  let cursor =
    first +
    (wishes[0]?.on === 'table' ? 0 : random.between(-0.5, 0.5) * Math.max(0, span * 0.9 - widest * fit * step) * 0.6);
  return wishes.map((wish) => {
    const slot = heightOf(frame, stage, wish.icon, wish.on) * aspectOf(wish.icon) * fit;
    const centre = cursor + (slot * step) / 2;
    cursor += slot * step;
    return placeOne(frame, stage, wish, { centre, fit, group: row.group, many: wishes.length }, random);
  });
}

function placeOne(
  frame: Frame,
  stage: Stage,
  wish: Wish,
  at: { readonly centre: number; readonly fit: number; readonly group: number; readonly many: number },
  random: Random,
): Placement {
  const { icon, on } = wish;
  const isBig = icon.size > 0.3;
  const depth = isBig ? random.between(0.05, 0.35) : random.between(0.3, at.many > 1 ? 0.85 : 0.65);
  const perspective = on === 'table' || on === 'edge' ? 1 : (0.74 + depth * 0.4) * (at.group % 2 === 1 ? 0.84 : 1);
  const footY = footOf(frame, stage, on, depth, random);
  const aspect = aspectOf(icon);
  const margin = frame.unit * 0.02;
  const tallest = Math.max(8, footY - margin);
  const height = Math.max(
    6,
    Math.min(heightOf(frame, stage, icon, on) * at.fit * perspective, tallest, (frame.width - margin * 2) / aspect),
  );
  const width = height * aspect;
  const centreX = Math.max(width / 2 + margin, Math.min(frame.width - width / 2 - margin, at.centre));
  const foot = on === 'air' ? Math.min(footY + height / 2, frame.height - margin) : footY;
  return {
    icon,
    colour: wish.colour,
    centreX,
    footY: Math.max(foot, height + margin),
    width,
    height,
    on,
    distance: on === 'air' ? 0.35 : 0.5 - depth * 0.45,
    isFlipped: random.chance(0.4),
  };
}

function footOf(frame: Frame, stage: Stage, on: Placement['on'], depth: number, random: Random): number {
  const between = ({ far, near }: { readonly far: number; readonly near: number }) => far + (near - far) * depth;
  if (on === 'table' && stage.table !== undefined) return stage.table.y;
  if (on === 'ground' && stage.ground !== undefined) return between(stage.ground);
  if (on === 'water' && stage.water !== undefined) return between(stage.water);
  if (on === 'edge') return frame.height;
  return random.between(
    stage.air.top + (stage.air.bottom - stage.air.top) * 0.3,
    Math.max(stage.air.top, stage.air.bottom),
  );
}

function heightOf({ unit, height }: Frame, stage: Stage, icon: Icon, on: Placement['on']): number {
  if (on === 'table') return Math.min(unit * 0.44, (stage.table?.y ?? height) * 0.7) * (0.75 + icon.size);
  if (on === 'air') return unit * icon.size * (stage.isWeightless === true ? 1.25 : 0.8);
  return unit * icon.size * (on === 'edge' ? 1.05 : 1.15);
}

function aspectOf({ box }: Icon): number {
  return (box[2] ?? 1) / Math.max(1, box[3] ?? 1);
}
