import type { PaintPlan, SceneName } from '../prompt/paint-plan.ts';
import { createRandom } from '../random.ts';
import type { Stage } from '../scenes/frame.ts';

export const CARRIERS = [
  'tow',
  'board',
  'plate',
  'neon',
  'chalkboard',
  'card',
  'wall',
  'banner',
  'stone',
  'sand',
  'title',
] as const;
/** What a text is lettered on. */
export type CarrierName = (typeof CARRIERS)[number];

/** Words of the prompt that name the carrier. */
const WORDS: readonly (readonly [RegExp, CarrierName])[] = [
  [/neon|霓虹/, 'neon'],
  [/chalk|blackboard|黑板|粉笔/, 'chalkboard'],
  [/label|tag|\bcard|packag|卡片|标签|包装/, 'card'],
  [/banner|flag|横幅|条幅|旗/, 'banner'],
  [/engrav|carved|stone|tomb|石碑|石头|刻/, 'stone'],
  [/\bsand\b|沙滩|沙子|沙地/, 'sand'],
  [/title|poster|logo|headline|cover|海报|标题|封面/, 'title'],
  [/billboard|shopfront|storefront|shop sign|street sign|招牌|路牌/, 'plate'],
  [/\bsign|board|木牌|牌子|告示/, 'board'],
];

const BY_SCENE: Record<SceneName, readonly [CarrierName, ...CarrierName[]]> = {
  studio: ['card', 'wall', 'card'],
  interior: ['chalkboard', 'plate', 'chalkboard'],
  mountains: ['board', 'board', 'stone'],
  meadow: ['board', 'banner', 'board', 'stone'],
  garden: ['board', 'stone', 'board', 'banner'],
  sea: ['board', 'sand', 'tow'],
  lake: ['board', 'tow', 'board', 'banner'],
  underwater: ['stone', 'title'],
  forest: ['board', 'stone', 'board'],
  city: ['plate', 'banner', 'plate'],
  space: ['title'],
  desert: ['board', 'sand', 'stone'],
  snow: ['board', 'banner', 'board'],
  abstract: ['title', 'card'],
};

/** Where a plane has room to fly; not between trees. */
const UNDER_THE_SKY: ReadonlySet<SceneName> = new Set<SceneName>([
  'mountains',
  'meadow',
  'garden',
  'sea',
  'lake',
  'city',
  'desert',
  'snow',
]);

/**
 * Carriers in the order they are tried: the prompt's own word first, then what suits the style and the scene, where
 * the hash picks among several; then those that find room where the others do not.
 */
export function chooseCarriers(plan: PaintPlan, stage: Stage | undefined): readonly CarrierName[] {
  const first = firstCarrier(plan, stage);
  if (first === 'title') return [first];
  return stage !== undefined && UNDER_THE_SKY.has(plan.scene) ? [first, 'tow', 'title'] : [first, 'title'];
}

function firstCarrier(plan: PaintPlan, stage: Stage | undefined): CarrierName {
  const random = createRandom(plan.key, 'carrier');
  const wished = WORDS.find(([pattern]) => plan.understood.some((word) => pattern.test(word)))?.[1];
  const [first, ...rest] = carriersOf(plan, stage);
  const chosen = wished ?? random.pick(first, ...rest);
  return fits(chosen, plan, stage) ? chosen : fits(first, plan, stage) ? first : 'title';
}

function carriersOf(plan: PaintPlan, stage: Stage | undefined): readonly [CarrierName, ...CarrierName[]] {
  if (stage === undefined || plan.style === 'poster' || plan.style === 'ink') return ['title'];
  if (plan.scene === 'city' && plan.time === 'night') return ['neon'];
  if (plan.scene === 'interior' && plan.time === 'night') return ['neon', 'chalkboard'];
  return BY_SCENE[plan.scene];
}

function fits(name: CarrierName, { scene }: PaintPlan, stage: Stage | undefined): boolean {
  const hasGround = stage?.ground !== undefined && stage.table === undefined;
  if (name === 'sand') return hasGround && (scene === 'desert' || scene === 'sea' || scene === 'snow');
  if (name === 'stone') return hasGround;
  if (name === 'wall') return scene === 'studio' || scene === 'interior';
  return true;
}
