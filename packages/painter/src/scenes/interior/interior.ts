import { hex, mix, type Rgb, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { type Piece, paintPieces } from '../pieces/piece.ts';
import { furnish, LAMP_ASIDE, type Layout } from './furnish.ts';
import { nearTable } from './near-table.ts';
import { createRoomLight, ROOMS, type Room, type RoomKind, roomColours, type Source } from './room.ts';
import { createShell } from './shell.ts';
import { daylightPatch, type Opening, windowPieces } from './window.ts';

const KINDS: readonly (readonly [RegExp, RoomKind])[] = [
  [/kitchen|cafe|café|bakery|cook|厨房/, 'kitchen'],
  [/library|study|book|office|desk|school|图书|书房|书/, 'library'],
  [/bed|nursery|sleep|卧室|床/, 'bedroom'],
  [/living|room|lounge|cosy|cozy|fireplace|sofa|客厅|房间/, 'living'],
];
const TABLE_WORDS =
  /^(table|desk|counter|tabletop|wooden table|kitchen table|dining table|coffee table|windowsill|桌子?|桌上|餐桌|木桌)$/;

/** A room with its window, furniture and lamps; small things get a table near the eye. */
export function interiorScene(frame: Frame, needs: { readonly tabletop?: boolean }): Scene {
  const { plan, width, height, unit } = frame;
  const isTable = needs.tabletop === true || plan.understood.some((word) => TABLE_WORDS.test(word));
  const random = createRandom(plan.key, 'interior');
  const asked = KINDS.find(([pattern]) => plan.understood.some((word) => pattern.test(word)));
  const kind = asked?.[1] ?? ROOMS[random.integer(0, ROOMS.length - 1)] ?? 'living';
  const far = isTable ? height - Math.min(height * 0.34, unit * (plan.framing === 'close' ? 0.42 : 0.34)) : height;
  const floor = Math.round(isTable ? far + unit * 0.04 : Math.max(frame.horizon, height - unit * 0.62));
  const layout = planRoom(frame, floor, kind);
  const sources = sourcesOf(frame, layout);
  const isNight = plan.time === 'night';
  const light = createRoomLight(frame, ambientOf(frame), sources);
  const room: Room = {
    frame,
    kind,
    colours: roomColours(frame),
    floor,
    unit: layout.unit,
    blur: isTable ? unit * 0.006 : 0,
    side: layout.side,
    isNight,
    light,
  };
  const opening = layout.window;
  const shell = createShell(room);
  const far01: readonly Piece[] = [
    ...windowPieces(room, opening),
    ...furnish(room, layout),
    ...(isTable ? [] : daylightPatch(room, opening)),
  ];
  const near = { far, near: Math.min(height - unit * 0.03, far + unit * 0.3) };
  const pieces = paintPieces([...far01, ...(isTable ? [nearTable(room, near)] : [])], height);
  return {
    paintRow: (y, row) => {
      light.readRow(y);
      shell(y, row);
      pieces(y, row);
      for (let index = 0; index < row.length; index += 1) row[index] = (row[index] ?? 0) * (light.row[index] ?? 1);
    },
    stage: {
      air: { top: height * 0.12, bottom: floor - unit * 0.35 },
      haze: room.colours.wall,
      light: light.onSubjects,
      ...(isTable
        ? {
            table: {
              x: width / 2,
              y: far + (near.near - far) * 0.5,
              width: Math.min(width * 0.86, unit * 1.5),
              depth: (near.near - far) * 0.3,
              front: (near.near - far) * 0.5,
              gloss: 0.1,
            },
          }
        : { ground: { far: floor + (height - floor) * 0.34, near: height - unit * 0.04 } }),
    },
  };
}

/** Window and lamps first: the furniture takes the room they leave. */
function planRoom({ width, unit, plan, light, height }: Frame, floor: number, kind: RoomKind): Layout {
  const random = createRandom(plan.key, 'plan');
  const side = light.source.x > 0.5 ? 1 : -1;
  const size = Math.min(unit, floor * 1.25, width * 1.5) * (plan.framing === 'wide' ? 0.85 : 1);
  const isWide = width > unit * 1.4;
  const wide = size * random.between(0.3, 0.38);
  const tall =
    size * (kind === 'kitchen' ? 0.34 : random.between(0.42, 0.5)) * Math.min(1.9, Math.max(1, floor / unit / 0.9));
  const middle = width / 2 + side * (isWide ? size * 0.35 : Math.max(0, width / 2 - wide * 0.5 - size * 0.17));
  const bottom = floor - size * (kind === 'kitchen' ? 0.36 : 0.24);
  const window: Opening = {
    left: middle - wide / 2,
    right: middle + wide / 2,
    top: Math.max(size * 0.1, bottom - tall),
    bottom,
  };
  const isDim =
    plan.time === 'night' ||
    plan.time === 'sunset' ||
    plan.weather === 'storm' ||
    plan.weather === 'rain' ||
    plan.mood === 'warm';
  const wantsFire =
    plan.understood.some((word) => /fire|hearth|christmas|cabin|壁炉/.test(word)) ||
    (kind === 'living' && plan.season === 'winter');
  return {
    side,
    unit: size,
    window,
    floor,
    isLampOn: isDim,
    wantsFire,
    lampX: lampAt(width, size, side, window),
    height,
    isMinimal: plan.isMinimal,
  };
}

function lampAt(width: number, unit: number, side: number, window: Opening): number {
  const beside = side < 0 ? window.right + unit * LAMP_ASIDE : window.left - unit * LAMP_ASIDE;
  return Math.max(unit * 0.1, Math.min(width - unit * 0.1, beside));
}

const AMBIENT = { dawn: '#c9bcc4', day: '#d3d4d2', sunset: '#c2a99e', night: '#5d5a75' } as const;

function ambientOf({ plan }: Frame): Rgb {
  const dim =
    plan.time === 'night'
      ? 0.5
      : plan.weather === 'storm' || plan.mood === 'gloomy' || plan.mood === 'mysterious'
        ? 0.5
        : plan.weather === 'rain'
          ? 0.72
          : 0.95;
  return scale(hex(AMBIENT[plan.time]), dim);
}

function sourcesOf(
  { plan, light, unit, width }: Frame,
  { window, isLampOn, lampX, floor, wantsFire, unit: size, side }: Layout,
): readonly Source[] {
  const sky = mix(light.direct, light.middle, 0.35);
  const gain = plan.time === 'night' ? 0.3 : plan.weather === 'storm' ? 0.3 : 0.72;
  const day: Source = {
    x: (window.left + window.right) / 2,
    y: (window.top + window.bottom) / 2 + size * 0.1,
    reach: unit * 0.62,
    colour: scale(sky, gain),
  };
  const lampColour = plan.time === 'night' ? 0.95 : 0.4;
  const lamp: Source = {
    x: lampX,
    y: floor - size * 0.4,
    reach: unit * 0.46,
    colour: scale(hex('#ffc078'), lampColour),
  };
  const fire: Source = {
    x: width / 2 - side * size * 0.28,
    y: floor,
    reach: unit * 0.4,
    colour: scale(hex('#ff9a4a'), plan.time === 'day' ? 0.3 : 0.75),
  };
  // Long rooms have lamps along their length.
  const more =
    isLampOn && width > unit * 2
      ? Array.from({ length: Math.floor(width / unit) }, (_, index) => ({
          ...lamp,
          x: unit * (index + 0.5),
          colour: scale(lamp.colour, 0.5),
        }))
      : [];
  const lamps = isLampOn ? (wantsFire ? more : [lamp, ...more]) : [];
  const all = plan.time === 'night' ? [...lamps, day] : [day, ...lamps];
  return wantsFire ? [...all, fire] : all;
}
