import type { CarrierName } from '../choose-carrier.ts';
import { banner, tow } from './banner.ts';
import { board } from './board.ts';
import { card } from './card.ts';
import type { Carrier } from './carrier.ts';
import { chalkboard } from './chalkboard.ts';
import { neon } from './neon.ts';
import { plate } from './plate.ts';
import { sand } from './sand.ts';
import { stone } from './stone.ts';
import { title } from './title.ts';
import { wall } from './wall.ts';

export const CARRIER_OF: Record<CarrierName, Carrier> = {
  board,
  plate,
  neon,
  chalkboard,
  card,
  wall,
  banner,
  tow,
  stone,
  sand,
  title,
};
