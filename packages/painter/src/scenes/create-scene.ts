import { createLight } from '../light.ts';
import type { PaintPlan, SceneName } from '../prompt/paint-plan.ts';
import { createRandom } from '../random.ts';
import { abstractScene } from './abstract.ts';
import { cityScene } from './city.ts';
import { forestScene } from './forest.ts';
import { type Frame, type Scene, unitOf } from './frame.ts';
import { desertScene, meadowScene, mountainScene, snowScene } from './land.ts';
import { lakeScene, seaScene } from './shore.ts';
import { spaceScene } from './space.ts';
import { studioScene } from './studio.ts';
import { underwaterScene } from './underwater.ts';
import { withWeather } from './weather.ts';

/** Where the horizon may lie, as shares of the height: low leaves more sky. */
const HORIZONS: Record<SceneName, readonly [number, number]> = {
  studio: [0.64, 0.7],
  interior: [0.62, 0.7],
  mountains: [0.6, 0.72],
  meadow: [0.55, 0.66],
  garden: [0.5, 0.6],
  sea: [0.48, 0.62],
  lake: [0.5, 0.58],
  underwater: [1, 1],
  forest: [0.7, 0.78],
  city: [0.68, 0.76],
  space: [1, 1],
  desert: [0.52, 0.62],
  snow: [0.58, 0.68],
  abstract: [0.5, 0.5],
};

export type Needs = { readonly ground: boolean };

export function createScene(
  plan: PaintPlan,
  size: { readonly width: number; readonly height: number },
  needs: Needs,
): { frame: Frame; scene: Scene } {
  const { width, height } = size;
  const unit = unitOf(width, height);
  const [low, high] = HORIZONS[plan.scene];
  const share = createRandom(plan.key, 'horizon').between(low, high);
  // On very tall pictures the ground stays as deep as on a 2:3 one; the sky takes the rest; a studio keeps its middle.
  const deepest = plan.scene === 'studio' ? height : unit * 1.5 * (1 - share + 0.12);
  const horizon = Math.max(height * share, height - deepest);
  const frame: Frame = { width, height, unit, horizon: Math.round(horizon), plan, light: createLight(plan) };
  const scene = paintersOf(frame, needs);
  const hasWeather =
    plan.scene !== 'studio' && plan.scene !== 'space' && plan.scene !== 'abstract' && plan.scene !== 'underwater';
  return { frame, scene: hasWeather ? withWeather(frame, scene) : scene };
}

function paintersOf(frame: Frame, needs: Needs): Scene {
  switch (frame.plan.scene) {
    case 'studio':
    case 'interior':
      return studioScene(frame);
    case 'mountains':
      return mountainScene(frame);
    case 'meadow':
    case 'garden':
      return meadowScene(frame);
    case 'sea':
      return seaScene(frame, needs.ground);
    case 'lake':
      return lakeScene(frame, needs.ground);
    case 'underwater':
      return underwaterScene(frame);
    case 'forest':
      return forestScene(frame);
    case 'city':
      return cityScene(frame, needs.ground);
    case 'space':
      return spaceScene(frame);
    case 'desert':
      return desertScene(frame);
    case 'snow':
      return snowScene(frame);
    case 'abstract':
      return abstractScene(frame);
  }
}
