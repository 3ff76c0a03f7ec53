import { findMentions, type Mention } from './find-mentions.ts';
import type { Lexicon, Vocabulary } from './lexicon.ts';
import type { EditPlan, EditStep, PlannedSubject, TimeOfDay } from './paint-plan.ts';
import { type Reading, readWords } from './read-words.ts';
import { splitPrompt } from './split-prompt.ts';

/** What the reader found in the whole prompt, and what it needs to read parts of it. */
export type FoundForEdit = {
  readonly reading: Reading;
  readonly texts: readonly string[];
  readonly lexicon: Lexicon;
  readonly vocabulary: Vocabulary;
  /** 32 bits of the prompt. */
  readonly promptKey: number;
};
export type EditReading = {
  readonly edit: EditPlan;
  /** To be put into the picture by the step `add`. */
  readonly subjects: readonly PlannedSubject[];
  /** Set when no word says what to do: the hour the picture is brought to. */
  readonly time?: TimeOfDay;
};

type Clause = { readonly text: string; readonly mentions: readonly Mention[] };
type Draft = {
  base: number;
  isBaseSure: boolean;
  /** Each is used once; the first use counts. */
  readonly recolours: Set<number>;
  readonly inserts: Set<number>;
  readonly collage: Set<number>;
  background: 'blurred' | 'scene' | 'plain' | undefined;
  readonly added: string[];
};

const COLLAGE =
  /\b(?:collage|grid|side by side|montage|contact sheet|mood ?board|diptych|triptych|photo wall|next to each other|tile them)\b|拼图|拼贴|并排|九宫格|四宫格|合集|拼成|拼在一起/i;
const LIKENESS =
  /\b(?:colou?rs?|colou?r scheme|palette|mood|tones?|tonality|atmosphere|lighting|grading|look|looks|style|vibe|feel|aesthetic|hues?|like|match|matching|recolou?r|resemble)\b|颜色|色调|配色|色彩|氛围|风格|色系|光线|像/i;
const PUT =
  /\b(?:put|place|add|insert|paste|bring|move|combine|merge|blend|swap|transfer|include|copy|drop|mix|compose|composite|set|wear|holding|hold|use)\b|放|加入|添加|加到|插入|合成|融合|合并|贴到|移到|放进|换成|结合|穿/i;
const ADD =
  /\b(?:add|put|place|draw|insert|include|paint|give|with)\b|加上|添加|加一|加个|加几|加两|加三|加入|放一|放上|画一|画上|画个|增加|添上|多一/i;
const BACKGROUND = /\b(?:background|backdrop)\b|背景/i;
const BLUR =
  /\b(?:blur|blurs|blurred|blurry|bokeh|out of focus|defocus(?:ed)?|depth of field|soft focus)\b|虚化|模糊|散景|景深/i;
const PLAIN =
  /\b(?:remove|removed|delete|erase|white|plain|transparent|solid|clean|black|gr[ae]y|blank|empty|neutral|single colou?r|studio|without|no|red|blue|green|yellow|pink|beige|cream|orange|purple)\b|纯色|去掉|去除|移除|删除|白色|白底|黑色|干净|透明|灰色|抠图|去背景|红色|蓝色|绿色|黄色|粉色/i;
const REMOVES = /\b(?:remove|delete|erase)|去掉|去除|移除|删除|抠/i;
const INTO =
  /(?:\b(?:in|into|onto|on|to|inside|over)(?: the scene of| the)? ?|放[到进在入]|加[到入进]|添加到|移到|贴[到在]|合成到|插入到?|融入|换到)$/i;
const CHANGES =
  /^\s*(?:please |then |now )?(?:make|turn|change|edit|convert|transform|relight|recolou?r|restyle|paint|render|take|keep|use|let|have|把|将|让|使|以)\s*$/i;
const AS_BASE =
  /^\s*(?:as|is) (?:the |a )?(?:base|background|canvas|backdrop|scene)|^(?:为|作为|当作?)(?:底图|背景|基础|画布)/i;
const FROM = /(?:\b(?:of|from)(?: the)? ?|用|从|以|参考|像|跟|和)$/i;
const SPLIT =
  /[.;!?\n。；！？]|,(?!\s*(?:and )?\d)|，|、(?!\d)|\b(?:and then|then|and(?= (?:add|put|place|make|turn|blur|replace|remove|change|insert|draw|use|give|set|apply|paint|relight)\b))|然后|再|并且|并(?!排)/i;
const COLLAGE_FROM = 4;
/** Characters before a mention that can speak of it: what is looked for in them stays quick however long the prompt is. */
const LOOK_BACK = 160;

/**
 * Reads what is to be done with the references: `text` is the prompt without quoted texts. Every reference is the
 * base or stands in a step; what no word speaks of gets a part by default.
 */
export function readEdit(text: string, referenceCount: number, found: FoundForEdit): EditReading {
  const draft: Draft = {
    base: 1,
    isBaseSure: false,
    recolours: new Set(),
    inserts: new Set(),
    collage: new Set(),
    background: undefined,
    added: [],
  };
  const clauses = clausesOf(text, referenceCount);
  for (const clause of clauses) findBase(clause, draft);
  for (const clause of clauses) readClause(clause, draft, referenceCount, found);
  giveParts(draft, referenceCount, text);
  const subjects = subjectsOf(draft.added, found);
  const steps = stepsOf(draft, subjects.length > 0, found);
  if (steps.length > 0) return { edit: { base: draft.base, steps }, subjects };
  // Nothing to go by: another hour changes the picture visibly and keeps what it shows.
  const time = found.promptKey % 2 === 0 ? 'sunset' : 'dawn';
  return { edit: { base: draft.base, steps: [{ kind: 'relight' }] }, subjects, time };
}

function clausesOf(text: string, count: number): readonly Clause[] {
  return text
    .split(SPLIT)
    .map((part) => ` ${(part ?? '').trim()} `)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ text: part, mentions: findMentions(part, count) }));
}

/** The picture something is put into, or that is named first as the one to change. */
function findBase({ text, mentions }: Clause, draft: Draft) {
  const last = mentions.at(-1);
  if (last !== undefined && last.pictures.length === 1 && !draft.isBaseSure && isSetBefore(text, mentions)) {
    draft.base = last.pictures[0] ?? 1;
    draft.isBaseSure = true;
  }
  for (const { start, end, pictures } of mentions) {
    const [picture = 1, ...others] = pictures;
    if (others.length > 0 || draft.isBaseSure) continue;
    const before = text.slice(Math.max(0, start - LOOK_BACK), start);
    const isPutInto = INTO.test(before) && (PUT.test(before) || /apply|applied|应用/i.test(before));
    const isChanged =
      CHANGES.test(before) && !LIKENESS.test(text.slice(end, end + 14)) && !/^['’]s|^的/.test(text.slice(end));
    if (!isPutInto && !AS_BASE.test(text.slice(end)) && !isChanged) continue;
    draft.base = picture;
    draft.isBaseSure = isPutInto || AS_BASE.test(text.slice(end));
  }
}

/** "the dog of image 1 in front of the beach of image 2", "the background of image 2": the last picture stays whole. */
function isSetBefore(text: string, mentions: readonly Mention[]): boolean {
  if (BACKGROUND.test(text)) return true;
  const [first, second] = mentions;
  return (
    first !== undefined &&
    second !== undefined &&
    PUT.test(text.slice(0, first.start)) &&
    WHERE.test(text.slice(first.end, second.start))
  );
}

const WHERE = /\b(?:in front of|on|onto|in|into|at|over|under|behind|next to|beside|near|against)\b|前面|旁边|上面/i;
const GIVES_BACKGROUND = /\b(?:with|to|by|from|of)\b[^,]*$|换成|替换|改成|用|为/i;

function readClause(clause: Clause, draft: Draft, count: number, found: FoundForEdit) {
  const { text, mentions } = clause;
  const others = mentions.flatMap(({ pictures }) => pictures).filter((picture) => picture !== draft.base);
  if (COLLAGE.test(text) && count > 1) {
    const all = others.length > 0 ? others : Array.from({ length: count }, (_, index) => index + 1);
    for (const picture of [draft.base, ...all]) draft.collage.add(picture);
    return;
  }
  const isBase = mentions.some(({ end }) => AS_BASE.test(text.slice(end)));
  if (BACKGROUND.test(text) && !isBase && !isDescription(text)) {
    // "Replace the background with image 2": what the other pictures show is set into that one.
    const last = mentions.at(-1);
    const isGiven =
      last !== undefined &&
      GIVES_BACKGROUND.test(text.slice(Math.max(text.search(BACKGROUND), last.start - LOOK_BACK), last.start));
    if (!isGiven || BLUR.test(text) || REMOVES.test(text)) draft.background = backgroundOf(text);
    for (const picture of others) draft.inserts.add(picture);
    return;
  }
  if (BLUR.test(text) && /\b(?:blur|defocus)|虚化/i.test(text)) draft.background = 'blurred';
  for (const mention of mentions) giveMention(clause, mention, draft);
  const isWith = !ADD_VERB.test(text) && mentions.length === 0 && !REFERS_TO_PICTURE.test(text);
  if (ADD.test(text) && !isWith && subjectsOf([withoutMentions(clause)], found).length > 0)
    draft.added.push(withoutMentions(clause));
}

/** "A product image on a studio background" says what the picture shows, and wishes nothing of its background. */
function isDescription(text: string): boolean {
  return /^\s*an?\s/i.test(text) && ON_BACKGROUND.test(text) && !WISH.test(text);
}

const ON_BACKGROUND = /\b(?:on|with|against|over|in front of)\b/i;
const WISH =
  /\b(?:replace|change|swap|switch|make|turn|remove|delete|erase|blur|blurred|put|place|set|add|use|give|cut|isolate|extract|keep|move|drop|have)\b/i;

const ADD_VERB = new RegExp(ADD.source.replace('|with', ''), 'i');
const REFERS_TO_PICTURE = /\b(?:it|this|image|picture|photo|scene)\b/i;

function backgroundOf(text: string): 'blurred' | 'scene' | 'plain' {
  // Nothing can be taken out of a background, but it can be made to go unnoticed.
  if (BLUR.test(text) || (REMOVES.test(text) && FROM_BACKGROUND.test(text))) return 'blurred';
  return PLAIN.test(text) ? 'plain' : 'scene';
}

const FROM_BACKGROUND = /\b(?:in|from) (?:the |its |my )?(?:background|backdrop)\b|背景(?:里|中)?的/i;

/** A picture is named for its look, or for the thing in it. */
function giveMention({ text, mentions }: Clause, { start, end, pictures }: Mention, draft: Draft) {
  const before = text.slice(Math.max(0, start - 40), start);
  const after = text.slice(end, end + 24);
  const isAsLook =
    /^\s*(?:as|for) (?:an? |the )?(?:style|colou?r|palette|mood|tone)/i.test(after) ||
    /^['’]s (?:colou?rs?|palette|style|mood|tones?)|^的?(?:颜色|色调|风格|配色|色彩|氛围|光线)/i.test(after);
  const isLook =
    isAsLook || (LIKENESS.test(before) && !(PUT.test(before) && !LIKENESS.test(before.split(PUT).at(-1) ?? '')));
  for (const picture of pictures) {
    if (picture === draft.base) continue;
    if (isLook && mentions.length <= 3) draft.recolours.add(picture);
    else draft.inserts.add(picture);
  }
}

/** "the cat from image 2" is in a picture already: nothing of that is drawn. */
function withoutMentions({ text, mentions }: Clause): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of mentions) {
    const before = text.slice(from, start);
    const isSource = FROM.test(before) || /^['’]s|^的|^里|^中/.test(text.slice(end));
    const isThere = / in $/i.test(before) && before.lastIndexOf(' the ') > before.search(/ an? /);
    rest += isSource || isThere ? before.slice(0, Math.max(0, articleIn(before))) : before;
    from = isSource && /^(?:的|里的|中的)/.test(text.slice(end)) ? end + nounAfter(text.slice(end)) : end;
  }
  return rest + text.slice(from);
}

/** Where the last thing before a mention begins. */
function articleIn(text: string): number {
  return Math.max(
    ...[' the ', ' a ', ' an ', ' and '].map((word) => text.lastIndexOf(word)),
    text.endsWith('的') ? text.length : -1,
  );
}

/** 图2的杯子放到…: up to the next verb. */
function nounAfter(text: string): number {
  const stop = text.search(/放|加|贴|移|插|合|换|和/);
  return stop === -1 ? text.length : stop;
}

function subjectsOf(clauses: readonly string[], { lexicon, vocabulary }: FoundForEdit): readonly PlannedSubject[] {
  const text = clauses.map((clause) => clause.replace(DRESSES, ' ')).join(' . ');
  return readWords(splitPrompt(text, lexicon), lexicon, vocabulary, { hasReferences: true, isOnlyNew: true }).subjects;
}

/** Verbs that are also things. */
const DRESSES = /^\s*(?:please )?(?:dress|frame|mask) (?=the |her |him |it |this |in |with )/i;

/** What nobody spoke of: a look if the prompt speaks of looks, else a thing; many together are a collage. */
function giveParts(draft: Draft, count: number, text: string) {
  const used = (picture: number) =>
    picture === draft.base || draft.recolours.has(picture) || draft.inserts.has(picture) || draft.collage.has(picture);
  const left = Array.from({ length: count }, (_, index) => index + 1).filter((picture) => !used(picture));
  if (draft.collage.size > 0 || left.length >= COLLAGE_FROM - 1) {
    for (const picture of left.length > 0 ? [draft.base, ...left] : []) draft.collage.add(picture);
    return;
  }
  for (const [position, picture] of left.entries()) {
    const isLook = position === 0 && draft.recolours.size === 0 && LOOKS.test(text);
    (isLook ? draft.recolours : draft.inserts).add(picture);
  }
}

const LOOKS =
  /\b(?:colou?rs?|palette|mood|tones?|atmosphere|style|vibe|aesthetic|grading|recolou?r)\b|颜色|色调|配色|色彩|氛围|风格/i;

function stepsOf(draft: Draft, adds: boolean, { reading, texts }: FoundForEdit): readonly EditStep[] {
  const { named, palette } = reading;
  const isLit = [named.time, named.weather, named.season, named.mood].some((name) => name !== undefined);
  const isBlur = named.style?.name === 'soft' && draft.background === 'blurred';
  const isTinted = palette.length > 0 && draft.background !== 'plain';
  const background: EditStep[] = draft.background === undefined ? [] : [{ kind: 'background', to: draft.background }];
  // A painted place behind the thing brings its own light.
  const isRelit = (isLit || isTinted) && draft.background !== 'scene';
  const relight: EditStep[] = isRelit ? [{ kind: 'relight' }] : [];
  const inserts = [...draft.inserts].sort().map((from): EditStep => ({ kind: 'insert', from }));
  const recolours = [...draft.recolours].sort().map((from): EditStep => ({ kind: 'recolour', from }));
  return [
    ...background,
    ...inserts,
    ...recolours,
    ...relight,
    ...(adds ? [{ kind: 'add' } as const] : []),
    ...(named.style === undefined || isBlur ? [] : [{ kind: 'restyle' } as const]),
    ...(draft.collage.size === 0 ? [] : [{ kind: 'collage', of: [...draft.collage].sort() } as const]),
    ...(texts.length === 0 ? [] : [{ kind: 'letter' } as const]),
  ];
}
