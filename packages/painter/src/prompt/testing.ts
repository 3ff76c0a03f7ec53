import type { PaintPlan } from './paint-plan.ts';

/** A plan as the reader gives it for a prompt that names nothing: a meadow on a clear summer day. */
export const PLAIN_PLAN: PaintPlan = {
  scene: 'meadow',
  time: 'day',
  weather: 'clear',
  season: 'summer',
  mood: 'neutral',
  style: 'none',
  framing: 'normal',
  isMinimal: false,
  palette: [],
  subjects: [],
  texts: [],
  key: 4711,
  understood: [],
};
