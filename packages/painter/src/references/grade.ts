import { hex, smoothstep, toSrgb } from '../colour.ts';
import { COLOUR_WORDS } from '../prompt/colour-words.ts';
import type { Mood, PaintPlan, Season, Weather } from '../prompt/paint-plan.ts';
import { type Lab, labOf } from './oklab.ts';
import type { SmallPicture } from './small-picture.ts';

type Grade = (lab: Lab) => Lab;

/** What hour, weather, season, mood and colour words do to the colours of things. */
export function createGrade(plan: PaintPlan, small: SmallPicture): Grade {
  const { time, weather, season, mood, palette } = plan;
  const isBare = weather === 'clear' && season === 'summer' && mood === 'neutral' && palette.length === 0;
  const grades = [
    season === 'summer' && !isBare ? same : SEASONS[season],
    time === 'day' ? (isBare ? createDay(small) : same) : time === 'night' ? night : time === 'sunset' ? sunset : dawn,
    WEATHERS[weather],
    MOODS[mood],
    createTint(palette),
  ];
  return (lab) => grades.reduce((changed, grade) => grade(changed), lab);
}

function same(lab: Lab): Lab {
  return lab;
}

/** Moonlight: a third of the light, hardly any colour, blue; warm bright spots stay, as lit windows do. */
function night([light, a, b]: Lab): Lab {
  const lamp = smoothstep(72, 92, light) * smoothstep(5, 13, b) * 0.3;
  const dark = 4 + light * 0.34 + light * light * 0.0011;
  return [dark + (light - dark) * lamp, a * 0.45 - 0.8, b * (0.4 + lamp) - 5.5 * (1 - lamp)];
}

/** Orange lights, violet shadows. */
function sunset([light, a, b]: Lab): Lab {
  const high = smoothstep(25, 80, light);
  return [light * 0.88 - 1 + 2 * high, a * 0.95 + 2.5 + 3 * high, b * 0.9 - 5 + 9.5 * high];
}

/** Rosy lights, blue shadows, soft. */
function dawn([light, a, b]: Lab): Lab {
  const high = smoothstep(25, 85, light);
  return [7 + light * 0.88, a * 0.86 + 1.5 + 3 * high, b * 0.84 - 5 + 10 * high];
}

/** Daylight lifts what is dark, takes a cast away and gives colour back; a picture in daylight hardly changes. */
function createDay({ lab }: SmallPicture): Grade {
  const size = lab.length / 3;
  const mean = [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let at = channel; at < lab.length; at += 3) sum += lab[at] ?? 0;
    return sum / size;
  });
  const [light = 60, castA = 0, castB = 0] = mean;
  const need = smoothstep(64, 38, light);
  const power = Math.log(0.66) / Math.log(Math.max(0.15, Math.min(0.66, light / 100)));
  const bend = 1 + (power - 1) * need;
  return ([own, a, b]) => [
    100 * Math.max(0, own / 100) ** bend,
    (a - castA * 0.6 * need) * (1.08 + 0.35 * need),
    (b - (castB - 2) * 0.6 * need) * (1.08 + 0.35 * need),
  ];
}

function colourful(share: number, light: (light: number) => number, a = 0, b = 0): Grade {
  return ([own, hueA, hueB]) => [light(own), hueA * share + a, hueB * share + b];
}

const WEATHERS: Record<Weather, Grade> = {
  clear: same,
  cloudy: colourful(0.78, (light) => light * 0.93, -0.3, -1.5),
  storm: colourful(0.52, (light) => 50 + (light - 50) * 1.08 - 17, -0.5, -4),
  rain: colourful(0.58, (light) => light * 0.83, -0.6, -3.4),
  fog: colourful(0.7, (light) => 8 + light * 0.88, -0.2, -0.8),
  snowfall: colourful(0.6, (light) => 6 + light * 0.93, -0.4, -3),
};

const MOODS: Record<Mood, Grade> = {
  neutral: same,
  calm: colourful(0.86, (light) => 5 + light * 0.92, -0.4, -0.6),
  cheerful: colourful(1.3, (light) => light + 4 * (1 - light / 100) + 1, 0.6, 2),
  dreamy: colourful(0.88, (light) => 13 + light * 0.86, 3.4, -1.4),
  gloomy: colourful(0.5, (light) => light * 0.76, -0.4, -2.2),
  dramatic: colourful(1.12, (light) => 50 + (light - 52) * 1.26 - 4),
  mysterious: colourful(0.66, (light) => light * 0.7, -1.6, -4.5),
  warm: colourful(1.05, (light) => light, 3.2, 8),
  cold: colourful(0.86, (light) => light, -2.4, -8),
};

const SEASONS: Record<Season, Grade> = {
  spring: (lab) => {
    const [light, a, b] = leaves(lab, { hue: 118, chroma: 1.3, lift: 4 });
    return [light + 2, a + 1.6 * smoothstep(50, 90, light), b + 0.6];
  },
  summer: (lab) => {
    const [light, a, b] = leaves(lab, { hue: 134, chroma: 1.2, lift: 0 });
    return [light, a * 1.08, b * 1.08 + 2.4];
  },
  autumn: (lab) => {
    const [light, a, b] = leaves(lab, { hue: 62, chroma: 1.6, lift: 2 });
    return [light * 0.98, a + 1.4, b + 3.4];
  },
  winter: (lab) => {
    const [light, a, b] = leaves(lab, { hue: 140, chroma: 0.18, lift: 17 });
    return [light + 7 * smoothstep(45, 80, light) * (1 - light / 110), a * 0.68 - 0.5, b * 0.62 - 3];
  },
};

/** Moves green and yellow-green towards another hue, in degrees. */
function leaves([light, a, b]: Lab, to: { readonly hue: number; readonly chroma: number; readonly lift: number }): Lab {
  const chroma = Math.hypot(a, b);
  const hue = (Math.atan2(b, a) * 180) / Math.PI;
  const share = smoothstep(88, 108, hue) * smoothstep(172, 152, hue) * smoothstep(2, 5, chroma);
  if (share === 0) return [light, a, b];
  const turned = ((to.hue + (hue - 125) * 0.45) * Math.PI) / 180;
  const fresh = chroma * to.chroma;
  return [
    light + to.lift * share,
    a + (Math.cos(turned) * fresh - a) * share,
    b + (Math.sin(turned) * fresh - b) * share,
  ];
}

/** Colour words: the first over everything, most in the middle tones; a second one over the shadows. */
function createTint(palette: readonly string[]): Grade {
  const [first, second = first] = palette.map((word) => {
    const [red, green, blue] = hex(COLOUR_WORDS[word] ?? '#888888');
    return labOf(toSrgb(red), toSrgb(green), toSrgb(blue));
  });
  if (first === undefined || second === undefined) return same;
  return ([light, a, b]) => {
    const high = smoothstep(30, 70, light);
    const share = 0.64;
    // Black and white hardly show a hue.
    const depth = Math.max(0, 1 - ((light - 55) / 62) ** 2);
    const hue = (channel: 1 | 2) => (second[channel] + (first[channel] - second[channel]) * high) * depth;
    const tone = light + (first[0] * high + second[0] * (1 - high) - 60) * 0.12;
    return [tone, a + (hue(1) - a) * share, b + (hue(2) - b) * share];
  };
}
