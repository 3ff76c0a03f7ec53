import { hex } from '../../colour.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { bauhaus } from './bauhaus.ts';
import { contours } from './contours.ts';
import { discs } from './discs.ts';
import { folds } from './folds.ts';
import { gradientMesh } from './gradient-mesh.ts';
import { mosaic } from './mosaic.ts';
import { createPalette, type Palette } from './palettes.ts';
import { paperCut } from './paper-cut.ts';
import { ribbons } from './ribbons.ts';
import { waves } from './waves.ts';

type Family = (frame: Frame, palette: Palette) => RowPainter;

const FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [/geometr|bauhaus|shape|cubis|几何/, bauhaus],
  [/gradient|mesh|blur|aura|渐变/, gradientMesh],
  [/wave|ripple|波/, waves],
  [/mosaic|voronoi|crystal|stained|tile|马赛克/, mosaic],
  [/paper|layer|剪纸/, paperCut],
  [/fluid|swirl|marble|liquid|silk|流/, folds],
  [/line|contour|topograph|线/, contours],
  [/circle|disc|dot|orbit|圆/, discs],
  [/ribbon|stripe|curve|flow/, ribbons],
];

/** For prompts that name no place: one of nine ways to fill a surface, chosen by its words or its hash. */
export function abstractScene(frame: Frame): Scene {
  const { height, plan, light } = frame;
  const palette = createPalette(plan);
  const asked = FAMILIES.find(([pattern]) => plan.understood.some((word) => pattern.test(word)));
  const drawn = FAMILIES[createRandom(plan.key, 'family').integer(0, FAMILIES.length - 1)];
  const family = asked?.[1] ?? drawn?.[1] ?? folds;
  return {
    paintRow: family(frame, palette),
    stage: {
      air: { top: height * 0.22, bottom: height * 0.78 },
      isWeightless: true,
      light: { ...light, direct: [0.72, 0.72, 0.7], ambient: [0.72, 0.72, 0.74], fogShare: 0 },
      haze: palette[4] ?? hex('#ffffff'),
    },
  };
}
