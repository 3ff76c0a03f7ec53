import { smoothstep, toSrgb } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { createLight, type Light } from '../light.ts';
import type { Picture } from '../picture.ts';
import type { PaintPlan } from '../prompt/paint-plan.ts';
import { eachRow } from '../styles/each-row.ts';
import { createPlane, createRowReader, type Plane, smooth } from '../styles/plane.ts';
import { createCube, readCube, writeLevels } from './colour-cube.ts';
import { dropWeather } from './drop-weather.ts';
import { createGrade } from './grade.ts';
import { createGuidedReader, guideMatte } from './guided-matte.ts';
import { hangStars } from './hang-stars.ts';
import type { View } from './look-at.ts';

type Levels = readonly [number, number, number];

/** How much of an old sky gives way to the new hour's; its clouds stay as light and dark. */
const NEW_SKY = { night: 0.94, sunset: 0.88, dawn: 0.8, day: 0 } as const;
/** How thick the air is: what is farthest away keeps e to the minus this of itself. */
const AIR = { clear: 0, cloudy: 0.1, rain: 0.45, storm: 0.4, fog: 1.7, snowfall: 0.5 } as const;

/** Brings a picture under the plan's hour, weather, season, mood and colours; what it shows stays where it was. */
export async function relight(picture: Picture, plan: PaintPlan, view: View, control: Control): Promise<void> {
  const light = createLight(plan);
  const cube = await createCube(createGrade(plan, view.small), control);
  const skyAt = await createSkyReader(picture, view, partOf(control, 0, 0.15));
  const airAt = await createAirReader(picture, plan, view, partOf(control, 0.15, 0.25));
  const paintSky = createSkyPainter(picture, plan, light, view);
  const glow = createGlow(picture, plan, light, view);
  const fog = levels(plan.time === 'night' ? scaled(light.fog, 0.8) : light.fog);
  const row = new Float32Array(picture.width * 3);
  await eachRow(picture, partOf(control, 0.25, 0.8), (y) => {
    const sky = skyAt?.(y);
    readCube(cube, picture.pixels, { start: y * picture.width * 3, count: picture.width, step: 3 }, row);
    if (sky !== undefined) paintSky(y, sky, row);
    const air = airAt?.(y);
    if (air !== undefined) thicken(row, air, fog);
    glow(y, row);
    writeLevels(picture, y, row);
  });
  const overlay = { key: plan.key, unit: view.unit, skyAt };
  if (plan.time === 'night' && plan.weather === 'clear')
    await hangStars(picture, view, overlay, partOf(control, 0.8, 0.9));
  await dropWeather(picture, plan, view.unit, partOf(control, 0.9, 1));
}

/** Rows of how much each pixel is sky; undefined without a sky. */
async function createSkyReader({ width, pixels }: Picture, { small, sky }: View, control: Control) {
  if (sky === undefined) return undefined;
  const matte = await guideMatte(
    small,
    sky.share,
    Math.max(2, Math.round(Math.sqrt(small.width * small.height) / 70)),
    control,
  );
  const read = createGuidedReader(matte, width);
  const broad = { ...createPlane(small, 1, 1), values: sky.share.slice(), step: small.step };
  await smooth(broad, 1, control);
  const readBroad = createRowReader(broad, width);
  const out = new Float32Array(width);
  return (y: number) => {
    read(pixels, y, 3, out);
    const near = readBroad(y);
    // Only along the edge the colours decide: elsewhere what was seen in small holds, however blue a thing may be.
    for (let x = 0; x < width; x += 1) {
      const place = near[x] ?? 0;
      out[x] = Math.min(Math.max(out[x] ?? 0, smoothstep(0.7, 1, place)), smoothstep(0, 0.3, place));
    }
    return out;
  };
}

/** Rows of how much the air hides, by guessed distance: the land rises to the horizon, the thing stands near. */
async function createAirReader(picture: Picture, plan: PaintPlan, view: View, control: Control) {
  const air = AIR[plan.weather] + (plan.mood === 'dreamy' || plan.mood === 'mysterious' ? 0.35 : 0);
  if (air === 0) return undefined;
  const plane = distances(view);
  await smooth(plane, 3, control);
  for (let at = 0; at < plane.values.length; at += 1) plane.values[at] = 1 - Math.exp(-air * (plane.values[at] ?? 0));
  return createRowReader(plane, picture.width);
}

/** 0 near to 1 far, per cell. */
function distances({ small, sky, thing }: View): Plane {
  const plane = { ...createPlane(small, 1, 1), step: small.step };
  const { width, height } = small;
  const horizon = sky?.horizon ?? -height * 0.4;
  const rowDistance = (y: number) => Math.max(0, Math.min(1, 1 - (y - horizon) / (height - horizon))) ** 1.3;
  const foot = thing.found === 'middle' ? 0 : rowDistance(thing.box.bottom) * 0.8;
  for (let at = 0; at < plane.values.length; at += 1) {
    const behind = Math.max(rowDistance(Math.floor(at / width)), (sky?.share[at] ?? 0) * 0.9);
    const near = thing.found === 'middle' ? 0 : (thing.share[at] ?? 0) * (1 - (sky?.share[at] ?? 0));
    plane.values[at] = behind + (foot - behind) * near;
  }
  return plane;
}

function createSkyPainter(picture: Picture, plan: PaintPlan, light: Light, view: View) {
  const share = plan.weather === 'storm' ? 0.8 : plan.weather === 'rain' ? 0.6 : NEW_SKY[plan.time];
  const horizon = Math.max(1, (view.sky?.horizon ?? 1) * view.small.step);
  const usual = meanOfSky(view);
  const [zenith, middle, low] = [levels(light.zenith), levels(light.middle), levels(light.horizon)];
  return (y: number, sky: Float32Array, row: Float32Array) => {
    if (share === 0) return;
    const t = Math.min(1, y / horizon);
    const colour = [0, 1, 2].map((channel) =>
      t < 0.55
        ? between(zenith[channel] ?? 0, middle[channel] ?? 0, t / 0.55)
        : between(middle[channel] ?? 0, low[channel] ?? 0, (t - 0.55) / 0.45),
    );
    for (let x = 0; x < picture.width; x += 1) {
      const cover = (sky[x] ?? 0) * share;
      if (cover === 0) continue;
      const at = (y * picture.width + x) * 3;
      const own =
        (picture.pixels[at] ?? 0) * 0.3 + (picture.pixels[at + 1] ?? 0) * 0.59 + (picture.pixels[at + 2] ?? 0) * 0.11;
      const detail = Math.max(-60, Math.min(60, own - usual)) * 0.55;
      for (let channel = 0; channel < 3; channel += 1) {
        const tone = colour[channel] ?? 0;
        const fresh = tone + detail * (0.25 + tone / 255);
        row[x * 3 + channel] = between(row[x * 3 + channel] ?? 0, fresh, cover);
      }
    }
  };
}

function meanOfSky({ small, sky }: View): number {
  let sum = 0;
  let count = 1e-6;
  for (let at = 0; at < small.width * small.height; at += 1) {
    const share = sky?.share[at] ?? 0;
    const [red = 0, green = 0, blue = 0] = small.rgb.values.subarray(at * 3, at * 3 + 3);
    sum += share * (red * 0.3 + green * 0.59 + blue * 0.11);
    count += share;
  }
  return sum / count;
}

function thicken(row: Float32Array, air: Float32Array, fog: Levels) {
  for (let at = 0; at < row.length; at += 1) {
    row[at] = between(row[at] ?? 0, fog[at % 3] ?? 0, air[(at / 3) | 0] ?? 0);
  }
}

/** The side the light comes from is lighter; at night the corners are dark, at a low sun its side glows. */
function createGlow({ width, height }: Picture, { time, weather }: PaintPlan, light: Light, { sky, small }: View) {
  const isLow = (time === 'sunset' || time === 'dawn') && (weather === 'clear' || weather === 'cloudy');
  const sun = levels(light.source.colour);
  const sunY = (sky === undefined ? height * 0.3 : sky.horizon * small.step) * (1 - light.source.y);
  const strength = isLow ? (sky === undefined ? 0.16 : 0.34) : 0;
  const vignette = time === 'night' ? 0.3 : 0.06;
  return (y: number, row: Float32Array) => {
    const down = (y + 0.5) / height - 0.5;
    for (let x = 0; x < width; x += 1) {
      const across = (x + 0.5) / width - 0.5;
      const corner = 1 - vignette * (across * across + down * down) * 2;
      const from = Math.hypot(
        (across + 0.5 - light.source.x) * 1.15,
        ((y - sunY) / Math.min(height, width * 1.4)) * 1.2,
      );
      const shine = strength * Math.exp(-from * 3.4);
      for (let channel = 0; channel < 3; channel += 1) {
        const own = (row[x * 3 + channel] ?? 0) * corner;
        row[x * 3 + channel] = 255 - ((255 - own) * (255 - (sun[channel] ?? 0) * shine)) / 255;
      }
    }
  };
}

function levels([red, green, blue]: Levels): Levels {
  return [toSrgb(red), toSrgb(green), toSrgb(blue)];
}

function scaled([red, green, blue]: Levels, factor: number): Levels {
  return [red * factor, green * factor, blue * factor];
}

function between(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
