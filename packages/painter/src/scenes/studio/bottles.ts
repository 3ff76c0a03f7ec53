import { hex, luminance, mix, type Rgb, scale } from '../../colour.ts';
import type { Random } from '../../random.ts';
import { rampInk } from '../pieces/ink.ts';
import { rectPath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { type Band, createTurned, type Material, type Turned } from '../pieces/turned.ts';
import { outlineOf, type VesselName } from '../pieces/vessels.ts';
import type { StudioSet } from './set.ts';
import { bodyColour, METALS, type Spot, type Thing, thingOf } from './thing.ts';

/** A bottle, dropper, jar or tube with its cap and label. */
export function bottled(
  name: 'bottle' | 'dropper' | 'jar' | 'tube',
  spot: Spot,
  set: StudioSet,
  random: Random,
): Thing {
  const body = bodyColour(set, random);
  const isAmber = name === 'dropper' && random.chance(0.5);
  const glass: Material = isAmber
    ? { colour: hex('#6b3a17'), gloss: 0.95, opacity: 0.9 }
    : { colour: body, gloss: random.between(0.45, 0.9) };
  const metal = random.pick<string>(...METALS);
  const cap: Material = random.chance(0.6)
    ? { colour: hex(metal), gloss: 0.8, isMetal: true }
    : { colour: luminance(body) > 0.4 ? set.accent : hex('#f4f1ea'), gloss: 0.5 };
  const label: Material = {
    colour: luminance(glass.colour) > 0.45 ? scale(set.accent, 0.9) : hex('#f6f2ea'),
    gloss: 0.08,
  };
  const lid = outlineOf(name).lid;
  const hasLabel = name !== 'jar' && random.chance(0.7);
  const [from, to] = name === 'tube' ? [0.3, 0.58] : name === 'dropper' ? [0.12, 0.42] : [0.14, 0.44];
  const bands: Band[] = [{ from: 0, ...glass }];
  if (hasLabel) bands.push({ from, ...label }, { from: to, ...glass });
  if (name === 'jar' && random.chance(0.5)) bands.push({ from: 0.22, ...label }, { from: 0.36, ...glass });
  bands.push({ from: lid, ...cap });
  const tall = spot.height * (name === 'jar' ? 0.62 : name === 'dropper' ? 0.9 : 1);
  const turned = createTurned(name, { ...spot, height: tall }, bands);
  const thing = thingOf([turned], set);
  return hasLabel ? { ...thing, pieces: [...thing.pieces, ...lines(turned, (from + to) / 2, label.colour)] } : thing;
}

/** The print on a label: a title and two finer lines. */
function lines({ x, base, height, radius }: Turned, middle: number, paper: Rgb): readonly Piece[] {
  const ink = luminance(paper) > 0.4 ? scale(paper, 0.16) : mix(paper, [1, 1, 1], 0.8);
  const y = base - height * middle + radius * 0.16;
  const bar = (row: number, half: number, thick: number) =>
    polygon(
      rectPath(x - radius * half, y + row * height - thick, x + radius * half, y + row * height + thick),
      rampInk(ink, ink, [0, 0], [1, 0]),
    );
  return [bar(-0.035, 0.4, height * 0.008), bar(0.012, 0.26, height * 0.0035), bar(0.04, 0.32, height * 0.0035)];
}

/** Clear glass with coloured water in it. */
export function glassFlask(spot: Spot, set: StudioSet, random: Random): Thing {
  const tall = spot.height * 0.86;
  const kind = random.pick<VesselName>('flask', 'pebbleVase', 'cup');
  const tint = mix(set.accent, [0.9, 0.95, 0.95], 0.3);
  const fill = random.between(0.34, 0.55);
  const glass = createTurned(kind, { ...spot, height: kind === 'cup' ? tall * 0.62 : tall }, [
    { from: 0, colour: tint, gloss: 1, opacity: 0.78 },
    { from: fill, colour: mix(tint, [0.97, 0.98, 0.98], 0.75), gloss: 1, opacity: 0.22 },
  ]);
  return thingOf([glass], set);
}
