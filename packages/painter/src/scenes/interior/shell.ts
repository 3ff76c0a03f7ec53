import { clamp01, hex, mix, type Rgb, scale } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom, hashPoint } from '../../random.ts';
import type { Room } from './room.ts';

/** Back wall with its paper or panels, skirting board, and a floor of boards or tiles. */
export function createShell(room: Room): RowPainter {
  const { frame, floor, colours, kind, unit } = room;
  const { width, plan } = frame;
  const random = createRandom(plan.key, 'shell');
  const pattern = kind === 'kitchen' ? 'plain' : random.pick('plain', 'stripes', 'panels', 'plain');
  const isTiled = kind === 'kitchen' && random.chance(0.6);
  const panelTop = floor - unit * 0.3;
  const skirting = floor - unit * 0.035;
  const noise = new Float32Array(width);
  const ground = isTiled ? tileFloor(room) : boardFloor(room);
  return (y, row) => {
    if (y >= floor) {
      ground(y, row);
      return;
    }
    noise.fill(0);
    addNoiseRow(noise, y, { seed: 3, cellWidth: unit * 0.06, cellHeight: unit * 0.06, amplitude: 0.02 });
    const isSkirting = y >= skirting;
    const isPanel = pattern === 'panels' && y >= panelTop;
    const colour = isSkirting ? colours.trim : isPanel ? mix(colours.wall, colours.trim, 0.55) : colours.wall;
    const line =
      pattern === 'panels' && Math.abs(y - panelTop) < unit * 0.006 ? 0.8 : isSkirting && y < skirting + 2 ? 0.86 : 1;
    const corner = 1 - 0.16 * Math.exp((y - floor) / (unit * 0.06));
    const inPanel = isPanel && y > panelTop + unit * 0.045 && y < skirting - unit * 0.03;
    for (let x = 0; x < width; x += 1) {
      let tone = (1 + (noise[x] ?? 0)) * line * corner;
      if (pattern === 'stripes' && !isSkirting && (x / (unit * 0.08)) % 1 < 0.5) tone *= 0.955;
      if (inPanel) {
        const across = Math.abs(((x / (unit * 0.24)) % 1) - 0.5);
        if (across > 0.37 && across < 0.39) tone *= 0.88;
      }
      const index = x * 3;
      row[index] = colour[0] * tone;
      row[index + 1] = colour[1] * tone;
      row[index + 2] = colour[2] * tone;
    }
  };
}

/** Boards run towards the eye: their joints meet above the floor. */
function boardFloor({ frame, floor, colours, unit }: Room): RowPainter {
  const { width, height, plan } = frame;
  const seed = plan.key % 2003;
  const vanish = floor - unit * 0.42;
  const noise = new Float32Array(width);
  const wood = mix(colours.wood, hex('#c79a6b'), 0.35);
  return (y, row) => {
    const depth = clamp01((y - floor) / Math.max(1, height - floor));
    const spread = (y - vanish) / (unit * 0.5);
    noise.fill(0);
    addNoiseRow(noise, y, {
      seed,
      cellWidth: Math.max(2, unit * 0.02 * spread),
      cellHeight: unit * 0.14 * (0.3 + depth),
      amplitude: 0.14,
      originX: width / 2,
    });
    addNoiseRow(noise, y, {
      seed: seed + 1,
      cellWidth: Math.max(2, unit * 0.004 * spread),
      cellHeight: unit * 0.1 * (0.3 + depth),
      amplitude: 0.1,
      originX: width / 2,
    });
    const edge = 1 - 0.25 * Math.exp((floor - y) / (unit * 0.03));
    const board = unit * 0.085 * spread;
    for (let x = 0; x < width; x += 1) {
      const at = (x - width / 2) / board + 200;
      const index = Math.floor(at);
      const across = at - index;
      const run = Math.log(spread + 0.5) * 2.2 + hashPoint(index, 4, seed) * 7;
      const own = 0.86 + 0.24 * hashPoint(index, Math.floor(run), seed);
      const joint =
        (Math.min(across, 1 - across) * board < 0.7 + depth ? 0.72 : 1) *
        ((run - Math.floor(run)) * unit < unit * 0.012 ? 0.8 : 1);
      const tone = (1 + (noise[x] ?? 0)) * own * joint * edge;
      row[x * 3] = wood[0] * tone;
      row[x * 3 + 1] = wood[1] * tone;
      row[x * 3 + 2] = wood[2] * tone;
    }
  };
}

function tileFloor({ frame, floor, colours, unit }: Room): RowPainter {
  const { width } = frame;
  const vanish = floor - unit * 0.42;
  const [light, dark]: readonly [Rgb, Rgb] = [
    mix(colours.trim, hex('#d8d2c6'), 0.4),
    mix(colours.second, hex('#8f8b84'), 0.5),
  ];
  return (y, row) => {
    const spread = (y - vanish) / (unit * 0.5);
    const tile = unit * 0.16 * spread;
    const line = Math.floor(Math.log(spread) * -6.4 + 100);
    const edge = 1 - 0.22 * Math.exp((floor - y) / (unit * 0.03));
    for (let x = 0; x < width; x += 1) {
      const at = (x - width / 2) / tile + 100;
      const isLight = (Math.floor(at) + line) % 2 === 0;
      const colour = isLight ? light : scale(dark, 1);
      for (let channel = 0; channel < 3; channel += 1) row[x * 3 + channel] = (colour[channel] ?? 0) * edge;
    }
  };
}
