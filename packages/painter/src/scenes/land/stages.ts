import type { Frame, Stage } from '../frame.ts';

/** Feet stand between `far` and the lower edge; wings have the sky above the land. `focusX` is where a path leads. */
export function landStage(frame: Frame, far: number, focusX?: number): Stage {
  const { height, horizon, unit, light, plan } = frame;
  const near = height - unit * 0.05;
  return {
    ground: { far: Math.min(far, near), near, isWet: plan.weather === 'rain' || plan.weather === 'storm' },
    air: skyRoom({ horizon, unit, height }),
    haze: light.fog,
    ...(focusX === undefined ? {} : { focusX: Math.max(frame.width * 0.15, Math.min(frame.width * 0.85, focusX)) }),
  };
}

/** Rows where things may fly. */
export function skyRoom({ horizon, unit }: Pick<Frame, 'horizon' | 'unit' | 'height'>): Stage['air'] {
  const bottom = Math.max(unit * 0.1, horizon - unit * 0.12);
  return { top: Math.min(bottom, Math.max(unit * 0.08, horizon - unit * 0.75)), bottom };
}
