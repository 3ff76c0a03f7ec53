export const SCENES = [
  'studio',
  'mountains',
  'meadow',
  'sea',
  'lake',
  'underwater',
  'forest',
  'city',
  'space',
  'desert',
  'snow',
  'abstract',
] as const;
export type SceneName = (typeof SCENES)[number];
export type TimeOfDay = 'dawn' | 'day' | 'sunset' | 'night';
export type Weather = 'clear' | 'cloudy' | 'storm' | 'rain' | 'fog' | 'snowfall';
export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
export type Style = 'none' | 'oil' | 'watercolour' | 'pencil' | 'pixel' | 'poster' | 'monochrome';

export type PlannedSubject = {
  readonly name: string;
  /** Index in the baked art. */
  readonly icon: number;
  /** 1 to 9. */
  readonly count: number;
  /** A colour word standing before the subject. */
  readonly colour?: string;
};

/** What the painter understood: plain data, shown to callers and tests. */
export type PaintPlan = {
  readonly scene: SceneName;
  readonly time: TimeOfDay;
  readonly weather: Weather;
  readonly season: Season;
  readonly style: Style;
  /** Colour words that belong to no subject, in order. */
  readonly palette: readonly string[];
  readonly subjects: readonly PlannedSubject[];
  /** 32 bits from the prompt and the seed: everything not named by a word follows from it. */
  readonly key: number;
  /** The prompt says to add its subjects to the references. */
  readonly addsSubjects: boolean;
  /** Words the reader knew. */
  readonly understood: readonly string[];
};
