import type { Rgb } from '../../colour.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { fileUnder } from '../sky.ts';

type Streak = {
  readonly x: number;
  readonly top: number;
  readonly length: number;
  readonly lean: number;
  readonly radius: number;
  readonly light: number;
};

/** Rain or snow falling in front of the scene. */
export function withWeather(frame: Frame, scene: Scene): Scene {
  const { weather } = frame.plan;
  if (weather !== 'rain' && weather !== 'storm' && weather !== 'snowfall') return scene;
  const fall = createFall(frame, weather === 'snowfall');
  return {
    ...scene,
    paintRow: (y, row) => {
      scene.paintRow(y, row);
      fall(y, row);
    },
  };
}

function createFall({ width, height, unit, plan, light }: Frame, isSnow: boolean): RowPainter {
  const random = createRandom(plan.key, 'fall');
  const byRow = new Map<number, Streak[]>();
  const count = Math.round(((width * height) / (unit * unit)) * (isSnow ? 900 : 700));
  const lean = random.between(-0.3, 0.3);
  for (let index = 0; index < count; index += 1) {
    const near = random.next() ** 3;
    const radius = isSnow ? unit * (0.0012 + near * 0.0045) : unit * (0.0004 + near * 0.0008);
    const length = isSnow ? radius * 2 : unit * (0.015 + near * 0.05);
    const streak = {
      x: random.next() * width,
      top: random.next() * height - length,
      length,
      lean,
      radius,
      light: isSnow ? 0.3 + near * 0.5 : 0.1 + near * 0.16,
    };
    for (let y = Math.floor(streak.top); y <= streak.top + length; y += 1) fileUnder(byRow, y, streak);
  }
  const glow: Rgb = [light.fog[0] + 0.25, light.fog[1] + 0.25, light.fog[2] + 0.27];
  return (y, row) => {
    for (const streak of byRow.get(y) ?? []) paintStreak(streak, { y, isSnow, glow }, row);
  };
}

function paintStreak(
  streak: Streak,
  at: { readonly y: number; readonly isSnow: boolean; readonly glow: Rgb },
  row: Float32Array,
) {
  const along = (at.y - streak.top) / streak.length;
  const half = at.isSnow ? streak.radius * Math.sqrt(Math.max(0, 1 - (along * 2 - 1) ** 2)) : streak.radius;
  const centre = streak.x + (at.isSnow ? 0 : along * streak.length * streak.lean);
  const strength = streak.light * (at.isSnow ? 1 : Math.sin(Math.PI * along));
  const reach = Math.max(0.7, half);
  const last = Math.min(row.length / 3 - 1, Math.ceil(centre + reach));
  for (let x = Math.max(0, Math.floor(centre - reach)); x <= last; x += 1) {
    const cover = Math.max(0, Math.min(1, half + 0.6 - Math.abs(x - centre))) * strength;
    for (let channel = 0; channel < 3; channel += 1) {
      row[x * 3 + channel] = (row[x * 3 + channel] ?? 0) * (1 - cover) + (at.glow[channel] ?? 0) * cover;
    }
  }
}
