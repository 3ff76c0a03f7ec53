import type { Control } from '../control.ts';
import { createLight } from '../light.ts';
import type { PaintPlan, SceneName } from '../prompt/paint-plan.ts';
import { createRandom } from '../random.ts';
import { abstractScene } from './abstract/abstract.ts';
import { withWeather } from './air/weather.ts';
import { cityScene } from './city/city.ts';
import { type Frame, type Scene, unitOf } from './frame.ts';
import { interiorScene } from './interior/interior.ts';
import { desertScene } from './land/desert.ts';
import { forestScene } from './land/forest.ts';
import { gardenScene } from './land/garden.ts';
import { meadowScene, mountainScene } from './land/meadow.ts';
import { snowScene } from './land/snow.ts';
import { finish, type Making } from './making.ts';
import { lakeScene } from './shores/lake.ts';
import { seaScene } from './shores/sea.ts';
import { underwaterScene } from './shores/underwater.ts';
import { spaceScene } from './space/space.ts';
import { studioScene } from './studio/studio.ts';

/** Where the horizon may lie, as shares of the height: low leaves more sky. */
const HORIZONS: Record<SceneName, readonly [number, number]> = {
  studio: [0.64, 0.7],
  interior: [0.62, 0.7],
  mountains: [0.56, 0.74],
  meadow: [0.47, 0.66],
  garden: [0.44, 0.58],
  sea: [0.4, 0.62],
  lake: [0.44, 0.58],
  underwater: [1, 1],
  forest: [0.66, 0.78],
  city: [0.68, 0.76],
  space: [1, 1],
  desert: [0.47, 0.63],
  snow: [0.5, 0.68],
  abstract: [0.5, 0.5],
};

export type Needs = {
  /** Something has to stand. */
  readonly ground: boolean;
  /** All of it is small enough for a table. */
  readonly tabletop?: boolean;
};

/**
 * The scene of a plan, ready to be painted row by row. It takes up to 0.2 s of one core, in parts of a few
 * milliseconds: `control` is asked between them, and an abort rejects with the signal's reason.
 */
export async function createScene(
  plan: PaintPlan,
  size: { readonly width: number; readonly height: number },
  needs: Needs,
  control?: Control,
): Promise<{ readonly frame: Frame; readonly scene: Scene }> {
  const { width, height } = size;
  const unit = unitOf(width, height);
  const [low, high] = HORIZONS[plan.scene];
  const share = createRandom(plan.key, 'horizon').between(low, high) + shiftOf(plan);
  // On very tall pictures the ground stays as deep as on a 2:3 one; the sky takes the rest; a studio keeps its middle.
  const deepest = plan.scene === 'studio' ? height : unit * 1.5 * (1 - share + 0.12);
  const horizon = Math.max(height * share, height - deepest);
  const frame: Frame = { width, height, unit, horizon: Math.round(horizon), plan, light: createLight(plan) };
  const scene = await finish(paintersOf(frame, needs), control);
  const hasWeather =
    plan.scene !== 'studio' &&
    plan.scene !== 'interior' &&
    plan.scene !== 'space' &&
    plan.scene !== 'abstract' &&
    plan.scene !== 'underwater';
  return { frame, scene: hasWeather ? withWeather(frame, scene) : scene };
}

/** Close views look down on the ground; quiet ones leave the sky its room. Indoors the room decides. */
function shiftOf({ scene, framing, isMinimal }: PaintPlan): number {
  if (HORIZONS[scene][1] === 1 || scene === 'studio' || scene === 'interior' || scene === 'abstract') return 0;
  return (framing === 'close' ? -0.04 : framing === 'wide' ? 0.02 : 0) + (isMinimal ? 0.05 : 0);
}

function* paintersOf(frame: Frame, needs: Needs): Making<Scene> {
  switch (frame.plan.scene) {
    case 'studio':
      return yield* studioScene(frame);
    case 'interior':
      return interiorScene(frame, needs);
    case 'mountains':
      return yield* mountainScene(frame);
    case 'meadow':
      return yield* meadowScene(frame);
    case 'garden':
      return yield* gardenScene(frame);
    case 'sea':
      return yield* seaScene(frame, needs.ground);
    case 'lake':
      return yield* lakeScene(frame, needs.ground);
    case 'underwater':
      return yield* underwaterScene(frame);
    case 'forest':
      return yield* forestScene(frame);
    case 'city':
      return yield* cityScene(frame, needs.ground);
    case 'space':
      return yield* spaceScene(frame, needs.ground);
    case 'desert':
      return yield* desertScene(frame);
    case 'snow':
      return yield* snowScene(frame);
    case 'abstract':
      return abstractScene(frame);
  }
}
