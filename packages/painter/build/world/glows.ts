const ALL = ['*'] as const;

/** Colours of flames, lamps and lit windows in the drawings: these shine by themselves when all else is dark. */
const GLOWS: Readonly<Record<string, readonly string[]>> = {
  fire: ALL,
  phoenix: ALL,
  fireworks: ALL,
  campfire: ['#ff6d00', '#ffab00', '#ffee58'],
  candle: ['#ff9616', '#ffd429', '#ffe265', '#ffec99'],
  'birthday cake': ['#ff9616', '#ffd429', '#ffe265'],
  'diya lamp': ['#fdb10a', '#fec212', '#fef499', '#ffcf18', '#ffe36a', '#ffa821'],
  'jack-o-lantern': ['#ffdd00', '#ffd600', '#fff1a8'],
  'light bulb': ['#ffa000', '#ffd600', '#ffff8d'],
  flashlight: ['#ffee58', '#ffff8d'],
  'red paper lantern': ['#f44336', '#ff9800', '#fff176'],
  'couch and lamp': ['#ffd600', '#ffff8d'],
  'Christmas tree': ['#fcd81e', '#fee56b', '#f9c319', '#ff5f5d'],
  'flying saucer': ['#4cf9ff', '#64dac1', '#9cfcec'],
  rocket: ['#ff9100', '#ffd749', '#fff9b6'],
  spaceship: ['#ff8f00', '#ffe082'],
  lighthouse: ['#fff59d', '#ffd54f'],
  'street lamp': ['#fff3c4', '#ffde88', '#ffc94d'],
  'desk lamp': ['#fff3c4'],
  'floor lamp': ['#fff0c9', '#fbe2a9', '#f7d489'],
  'oil lantern': ['#fff6d0', '#ffdc8d', '#ffc24a', '#ff8f00', '#fff59d'],
  cabin: ['#ffe082'],
  shop: ['#ffe3a3'],
  galleon: ['#ffe082'],
  robot: ['#4dd0e1'],
};

/** What shines in a drawing: colours as hex, or '*' for all of it; undefined where nothing does. */
export function glowOf(name: string): readonly string[] | undefined {
  return GLOWS[name];
}

/** The names listed, for the check that each is an icon. */
export const NAMED_IN_GLOWS: readonly string[] = Object.keys(GLOWS);
