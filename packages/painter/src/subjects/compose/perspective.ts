import type { Frame, Stage } from '../../scenes/frame.ts';
import type { Surface } from '../placement.ts';

/** How rows and sizes follow depth; `depth` runs from 0 far to 1 near. */
export type Perspective = {
  /** The row of the feet; in the air, of the middle. */
  readonly rowAt: (on: Surface, depth: number) => number;
  /** Size at a row against the size at the reference row. */
  readonly scaleAt: (on: Surface, depth: number) => number;
};

/** True perspective would be 1: things far away would be specks, so distance is softened. */
const STRENGTH = 0.6;
const REFERENCE_DEPTH = 0.55;

export function createPerspective(frame: Frame, stage: Stage): Perspective {
  const rowAt = createRows(frame, stage);
  const base = stage.ground ?? stage.water;
  const far = Math.min(stage.ground?.far ?? frame.height, stage.water?.far ?? frame.height);
  // Under water and in space the horizon lies below the picture: the eye is then a little above the far ground.
  const vanish = Math.min(frame.horizon, far - frame.unit * 0.1);
  const reference = base === undefined ? frame.height : base.far + (base.near - base.far) * REFERENCE_DEPTH;
  const scaleAt = (on: Surface, depth: number) => {
    if (on === 'edge' || on === 'table') return 1;
    if (on === 'air') return 0.78 + depth * 0.4;
    const share = (rowAt(on, depth) - vanish) / Math.max(1, reference - vanish);
    return Math.max(0.4, Math.min(1.8, Math.max(0, share) ** STRENGTH));
  };
  return { rowAt, scaleAt };
}

function createRows(frame: Frame, { ground, water, table, air, isWeightless }: Stage) {
  // Tall pictures have more sky than a scene reserves for what flies.
  const airTop = isWeightless === true ? air.top : Math.min(air.top, frame.height * 0.14);
  const airBottom = Math.max(airTop + 1, air.bottom);
  return (on: Surface, depth: number): number => {
    if (on === 'edge') return frame.height;
    if (on === 'table' && table !== undefined) {
      // The tops of plinths are ellipses about a sixth as deep as they are wide.
      const first = table.y - (table.depth ?? table.width * 0.045);
      return first + (table.y + (table.front ?? 0) * 0.3 - first) * depth;
    }
    if (on === 'water' && water !== undefined) return between(water, depth);
    if (on === 'ground' && ground !== undefined) return between(ground, depth);
    // In the sky, what is near is high.
    return isWeightless === true ? airTop + (airBottom - airTop) * depth : airBottom + (airTop - airBottom) * depth;
  };
}

function between({ far, near }: { readonly far: number; readonly near: number }, depth: number): number {
  return far + (near - far) * depth;
}
