import { CHARACTERS } from './drawings/characters.ts';
import { CREATURES } from './drawings/creatures.ts';
import { DOGS } from './drawings/dogs.ts';
import type { Drawing } from './drawings/drawing.ts';
import { HOUSEHOLD } from './drawings/household.ts';
import { MACHINES } from './drawings/machines.ts';
import { OUTDOORS } from './drawings/outdoors.ts';
import { PLANTS } from './drawings/plants.ts';

/** Subjects the icon set lacks, drawn for this package. */
export const OWN_ICONS: readonly Drawing[] = [
  ...OUTDOORS,
  ...PLANTS,
  ...HOUSEHOLD,
  ...MACHINES,
  ...CREATURES,
  ...DOGS,
  ...CHARACTERS,
];
