export const SCENES = [
  'studio',
  'interior',
  'mountains',
  'meadow',
  'garden',
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
export const STYLES = ['none', 'oil', 'watercolour', 'pencil', 'ink', 'pixel', 'poster', 'soft', 'monochrome'] as const;
export type Style = (typeof STYLES)[number];
export type Mood = 'neutral' | 'calm' | 'cheerful' | 'dreamy' | 'gloomy' | 'dramatic' | 'mysterious' | 'warm' | 'cold';
/** How near the subjects are: `close` fills the picture with them, `wide` shows them small in their place. */
export type Framing = 'close' | 'normal' | 'wide';

export type PlannedSubject = {
  /** The subject's name in English, as baked. */
  readonly name: string;
  /** Index in the baked art. */
  readonly icon: number;
  /** 1 to 9. */
  readonly count: number;
  /** A word of size standing before the subject. */
  readonly size: 'small' | 'normal' | 'large';
  /** A colour word standing before the subject. */
  readonly colour?: string;
  /** The prompt asks for a portrait of it: head and shoulders at the lower edge. */
  readonly isPortrait?: boolean;
};

/** What the painter understood: plain data, shown to callers and tests. */
export type PaintPlan = {
  readonly scene: SceneName;
  readonly time: TimeOfDay;
  readonly weather: Weather;
  readonly season: Season;
  readonly mood: Mood;
  readonly style: Style;
  readonly framing: Framing;
  /** Few things and much space. */
  readonly isMinimal: boolean;
  /** Colour words that belong to no subject, in order. */
  readonly palette: readonly string[];
  readonly subjects: readonly PlannedSubject[];
  /** Quoted texts to letter, in order; at most 3 of at most 60 characters each. */
  readonly texts: readonly string[];
  /** 32 bits from the prompt and the seed: everything not named by a word follows from it. */
  readonly key: number;
  /** What is to be done with the references; absent without any. */
  readonly edit?: EditPlan;
  /** Words the reader knew. */
  readonly understood: readonly string[];
};

/** What a prompt asks to be done with its references. Pictures are counted from 1. */
export type EditPlan = {
  /** The picture that is changed; the others give something to it. */
  readonly base: number;
  /** In the order they are done. Every reference is the base or named in a step. */
  readonly steps: readonly EditStep[];
};

export type EditStep =
  /** Paint it anew in the plan's style. */
  | { readonly kind: 'restyle' }
  /** Take the colours and the mood of another picture. */
  | { readonly kind: 'recolour'; readonly from: number }
  /** Set the thing of another picture into this one. */
  | { readonly kind: 'insert'; readonly from: number }
  /** Lay pictures side by side, the base among them. */
  | { readonly kind: 'collage'; readonly of: readonly number[] }
  /** Bring it under the light of the plan's hour, weather, season or colours. */
  | { readonly kind: 'relight' }
  /** What lies behind the thing in it. */
  | { readonly kind: 'background'; readonly to: 'blurred' | 'scene' | 'plain' }
  /** Put the prompt's subjects into it. */
  | { readonly kind: 'add' }
  /** Letter the plan's texts on it. */
  | { readonly kind: 'letter' };

/** Where something was painted, in pixels; the whole of it lies inside. */
export type Place = {
  readonly name: string;
  readonly kind: 'subject' | 'company' | 'text' | 'reference';
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** A plan and where its things ended up. */
export type PicturePlan = PaintPlan & { readonly places: readonly Place[] };
