import type { Frame, Stage } from '../../scenes/frame.ts';
import type { Icon } from '../load-art.ts';
import type { Surface } from '../placement.ts';

/** Taller things and all that lives stand on the floor of a room that has a table, metres. */
const TABLE_THING_METRES_MAX = 0.7;

/** What a thing rests on in this scene. */
export function chooseSurface(icon: Icon, isPortrait: boolean, { plan }: Frame, stage: Stage): Surface {
  if (isPortrait && (icon.anchor === 'bust' || hasShoulders(icon))) return 'edge';
  if (icon.anchor === 'bust' && (stage.table === undefined || plan.scene === 'interior')) return 'edge';
  if (icon.anchor === 'flies') return 'air';
  if (stage.table !== undefined && (plan.scene === 'studio' || stage.ground === undefined || isTableThing(icon))) {
    return 'table';
  }
  return isFree(icon, stage) ? 'air' : wet(icon, stage);
}

/** Whether a portrait of it shows head and shoulders; other portraits show all of a thing. */
export function hasShoulders({ anchor, group }: Icon): boolean {
  return anchor === 'stands' && /^(person|animal-(mammal|bird|amphibian|reptile))/.test(group);
}

/** Whether it is small and lifeless enough to be set on a table. */
export function isTableThing({ anchor, group, metres }: Icon): boolean {
  if (anchor !== 'stands' || /^(animal|person)/.test(group)) return false;
  return metres <= TABLE_THING_METRES_MAX;
}

/** Swimmers hang free under water, and everything where there is no ground. Hulls lie on the bottom. */
function isFree({ anchor, group }: Icon, stage: Stage): boolean {
  if (stage.isWeightless !== true) return stage.ground === undefined && stage.water === undefined;
  if (stage.ground === undefined) return true;
  return anchor === 'swims' || (anchor === 'floats' && group.startsWith('animal'));
}

function wet({ anchor }: Icon, stage: Stage): Surface {
  const isHull = anchor === 'floats' || anchor === 'swims';
  if (stage.water !== undefined && (isHull || stage.ground === undefined)) return isHull ? 'water' : 'air';
  return stage.ground === undefined ? 'air' : 'ground';
}
