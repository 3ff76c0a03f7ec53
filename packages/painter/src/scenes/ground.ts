import { add, clamp01, mix, multiply, type Rgb, scale, smoothstep } from '../colour.ts';
import { addNoiseRow } from '../noise.ts';
import type { Frame } from './frame.ts';
import type { Layer } from './layers.ts';
import type { Profile } from './profiles.ts';

/** A path or brook on the ground; columns and half widths in pixels by depth, 0 far to 1 near. */
export type Lane = {
  readonly centre: (depth: number) => number;
  readonly half: (depth: number) => number;
  readonly colour: Rgb;
  /** It mirrors the sky. */
  readonly isWater?: boolean;
};

export type GroundLook = {
  readonly near: Rgb;
  readonly far: Rgb;
  /** Patches and bumps, 0 smooth to 1 rough. */
  readonly roughness: number;
  readonly seed: number;
  readonly lane?: Lane;
  /** Colour that shows in large patches: dry grass, moss, bare earth. */
  readonly patch?: Rgb;
  /** Ridges the wind leaves in sand or snow, 0 to 1. */
  readonly ripples?: number;
  /** How much of the sun reaches it; 1 when absent. */
  readonly sun?: number;
};

const OCTAVES = [
  [1, 0.5],
  [0.37, 0.35],
  [0.12, 0.3],
  [0.04, 0.26],
] as const;

/** A plane seen in perspective, from its upper edge to the bottom of the picture. */
export function groundLayer(frame: Frame, profile: Profile, look: GroundLook): Layer {
  const { width, height, light, unit } = frame;
  const bumps = new Float32Array(width);
  const patches = new Float32Array(width);
  const top = profile.reduce((sum, y) => sum + y, 0) / Math.max(1, width);
  const depthMax = Math.max(1, height - top);
  const light01 = add(light.ambient, scale(light.direct, 0.85 * (look.sun ?? 1)));
  const ripples = (look.ripples ?? 0) * 0.16;
  const patch = multiply(look.patch ?? look.near, light01);
  const isWet = frame.plan.weather === 'rain' || frame.plan.weather === 'storm';
  const sheen = mix(light.horizon, light.middle, 0.4);
  const [fogRed, fogGreen, fogBlue] = light.fog;
  const hasPatch = look.patch !== undefined;
  return {
    profile,
    paint: (y, row, cover) => {
      const depth = clamp01((y - top) / depthMax);
      const distance = -Math.log(depth + 0.05) * 2.2;
      readGround({ bumps, patches }, { distance, size: unit * (0.012 + depth * 0.3), seed: look.seed });
      const base = multiply(mix(look.far, look.near, smoothstep(0, 0.9, depth)), light01);
      const haze = (1 - smoothstep(0, 0.5, depth)) * (0.1 + light.fogShare * 0.75);
      const lane = look.lane === undefined ? undefined : laneAt(look.lane, depth, light01, sheen);
      const rough = look.roughness * (0.35 + depth * 0.4);
      const near = 1 - depth * depth * 0.22;
      for (let x = 0; x < width; x += 1) {
        const amount = cover[x] ?? 0;
        if (amount <= 0) continue;
        const bump = bumps[x] ?? 0;
        const large = patches[x] ?? 0;
        const patched = hasPatch ? smoothstep(-0.15, 0.75, large + bump * 0.4) * 0.75 : 0;
        const tone = Math.max(
          0.2,
          (1 + bump * rough + large * 0.1 + (ripples === 0 ? 0 : rippleAt(ripples, distance, large, bump))) * near,
        );
        const onLane = lane === undefined ? 0 : laneCover(lane, x, bump);
        const wet = isWet ? 0.62 * smoothstep(0.12, 0.5, -large * 0.8 - bump * 0.5 + 0.08) : 0;
        const dark = isWet ? tone * 0.8 : tone;
        let red = (base[0] + (patch[0] - base[0]) * patched) * dark;
        let green = (base[1] + (patch[1] - base[1]) * patched) * dark;
        let blue = (base[2] + (patch[2] - base[2]) * patched) * dark;
        if (lane !== undefined && onLane > 0) {
          const gain = lane.isWater ? 1 + bump * 0.12 : 0.75 + tone * 0.3;
          red += (lane.colour[0] * gain - red) * onLane;
          green += (lane.colour[1] * gain - green) * onLane;
          blue += (lane.colour[2] * gain - blue) * onLane;
        }
        if (wet > 0) {
          red += (sheen[0] - red) * wet;
          green += (sheen[1] - green) * wet;
          blue += (sheen[2] - blue) * wet;
        }
        const out = x * 3;
        const keep = 1 - amount;
        row[out] = (row[out] ?? 0) * keep + (red + (fogRed - red) * haze) * amount;
        row[out + 1] = (row[out + 1] ?? 0) * keep + (green + (fogGreen - green) * haze) * amount;
        row[out + 2] = (row[out + 2] ?? 0) * keep + (blue + (fogBlue - blue) * haze) * amount;
      }
    },
  };
}

/** Bumps of all sizes and large patches, both smaller and closer together far away. */
function readGround(
  { bumps, patches }: { readonly bumps: Float32Array; readonly patches: Float32Array },
  { distance, size, seed }: { readonly distance: number; readonly size: number; readonly seed: number },
) {
  const originX = bumps.length / 2;
  bumps.fill(0);
  patches.fill(0);
  for (const [octave, share] of OCTAVES)
    addNoiseRow(bumps, distance / octave, {
      seed: seed + octave * 100,
      cellWidth: Math.max(1.5, size * octave * 1.6),
      cellHeight: 0.3,
      amplitude: share,
      originX,
    });
  addNoiseRow(patches, distance / 2.2, {
    seed: seed + 900,
    cellWidth: Math.max(2, size * 3.4),
    cellHeight: 0.36,
    amplitude: 1,
    originX,
  });
}

/** Lines across the view that wander with the noise, closer together far away. */
function rippleAt(strength: number, distance: number, large: number, bump: number): number {
  if (strength === 0) return 0;
  const wave = Math.sin(distance * 26 + large * 10 + bump * 1.3);
  return wave * strength * (0.35 + 0.65 * smoothstep(-0.6, 0.4, large));
}

type LaneRow = {
  readonly centre: number;
  readonly half: number;
  readonly soft: number;
  readonly colour: Rgb;
  readonly isWater: boolean;
};

function laneAt(lane: Lane, depth: number, light: Rgb, sheen: Rgb): LaneRow {
  const half = lane.half(depth);
  const isWater = lane.isWater === true;
  const colour = isWater ? mix(sheen, multiply(lane.colour, light), 0.35 + depth * 0.3) : multiply(lane.colour, light);
  return { centre: lane.centre(depth), half, soft: Math.max(1, half * (isWater ? 0.12 : 0.3)), colour, isWater };
}

function laneCover({ centre, half, soft }: LaneRow, x: number, bump: number): number {
  const off = Math.abs(x - centre) + bump * soft * 0.8;
  return off >= half ? 0 : smoothstep(half, half - soft, off) * 0.94;
}
