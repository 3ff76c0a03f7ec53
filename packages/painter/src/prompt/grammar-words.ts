const words = (list: string) => new Set(list.split(' '));

export const ARTICLES: ReadonlySet<string> = words(
  'a an the his her my our their its your this that these those one another 给',
);
export const DEFINITE: ReadonlySet<string> = words('the his her my our their its your this that these those 给');
/** "add the eiffel tower": it is not there yet. */
export const DRAWS: ReadonlySet<string> = words('add draw insert include paint adding place');
/** Words that stand for the thing named last. */
export const REFERS: ReadonlySet<string> = words('it which that they them these 它 它们 他 她');
export const PREPOSITIONS: ReadonlySet<string> = words(
  'in on at with by near under over above below behind beside inside through from into onto against between around against next upon across along before of for beneath underneath amid among towards toward',
);
/** "no people", "without clouds", "not a dog". */
export const NEGATIONS: ReadonlySet<string> = words(
  'no without not dont never avoid exclude excluding except minus neither nor nothing',
);
export const JOINS_NEGATIONS: ReadonlySet<string> = words('or nor 或 和 与 、 及');
export const AND: ReadonlySet<string> = words('and & or 和 与 及 跟');
/** Parts of a thing that a colour after it speaks of: "a fox with red fur". */
export const PARTS_OF_A_THING: ReadonlySet<string> = words(
  'fur hair feathers body petals skin leaves wings mane scales plumage paint roof sails sail walls shell finish stripes coat tail exterior color colour frame blossoms leather wool fabric',
);
/** Parts a colour may speak of without changing the thing. */
export const SMALL_PARTS: ReadonlySet<string> = words(
  'collar collars bow belt buttons trim rim lips eyes eyed eye nose nosed beak lips hooves paws hair haired tip tips tail tailed spots dots shoes ears',
);
export const WEARS: ReadonlySet<string> = words('wearing wears in dressed with 穿着 戴着 穿 戴');
/** After a thing they speak of a manner: "lego style", "pirate themed". */
export const MANNERS: ReadonlySet<string> = words('style styled inspired aesthetic themed vibe vibes 风格 风');
export const IS: ReadonlySet<string> = words('is are painted colored coloured dyed was 是 为');
/** A thing shown on these is served, not accompanied. */
export const SERVES: ReadonlySet<string> = words('plate bowl dish tray saucer plates bowls dishes 盘子 碗');
/** Of these a thing may be made; standing straight before another thing they say no more than that. */
export const MATERIALS: ReadonlySet<string> = words(
  'ceramic porcelain pottery crystal diamond brick stone rock marble leather denim pearl coral paper yarn toy vintage christmas party birthday chess 石头 陶瓷 水晶 竹子',
);
/** Parts of an animal that stands there already. */
export const PARTS_OF_AN_ANIMAL: ReadonlySet<string> = words('feather feathers shell bone bones wool 羽毛');
/** Named with a word of place before them, they furnish a room instead of standing in the picture. */
export const FURNISHES: ReadonlySet<string> = words(
  'window windows door doorway table desk floor 窗 窗户 门 桌子 餐桌 书桌',
);

/** Plurals that are one thing, and those that are two. */
export const ONE_THING: ReadonlySet<string> = words(
  'headphones earphones earbuds airpods noodles fries chips chopsticks scissors pants trousers shorts jeans glasses sunglasses eyeglasses spectacles binoculars clothes stairs curtains fireworks spices vegetables bagpipes drums grapes raisins leggings overalls peanuts nuts lentils shears pliers reeds spaghetti ribs cereals goggles currants swimming ice bacon arms sweets beads maracas oats tools pearls corals traffic knitting tweezers herbs leaves dumplings pancakes waffles cheers ruins notes reins works circus dance chess christmas tennis canvas walrus albatross octopus hippopotamus cactus lotus bus gas iris compass glass grass moss dress cypress',
);
export const TWO_THINGS: ReadonlySet<string> = words(
  'shoes boots sneakers heels socks gloves mittens sandals slippers skis skates trainers stockings flats loafers clogs pumps stilettos rollerblades wings parents twins',
);
/** Plurals that no ending shows. */
export const PLURALS: Readonly<Record<string, string>> = {
  men: 'man',
  women: 'woman',
  people: 'person',
  children: 'child',
  kids: 'kid',
  geese: 'goose',
  mice: 'mouse',
  oxen: 'ox',
  feet: 'foot',
  cacti: 'cactus',
  octopi: 'octopus',
  firemen: 'fireman',
  policemen: 'policeman',
  snowmen: 'snowman',
  fishermen: 'fisherman',
  businessmen: 'businessman',
  gentlemen: 'gentleman',
  ladies: 'lady',
};

/** Whether the last word is a plural such as "mice". */
export function endsIrregularly(term: string): boolean {
  return Object.hasOwn(PLURALS, term.slice(term.lastIndexOf(' ') + 1));
}

/** The singular forms a plural may have. */
export function singularsOf(term: string): readonly string[] {
  const space = term.lastIndexOf(' ') + 1;
  const [head, last] = [term.slice(0, space), term.slice(space)];
  const irregular = Object.hasOwn(PLURALS, last) ? PLURALS[last] : undefined;
  if (irregular !== undefined) return [head + irregular];
  if (last.length < 4 || !last.endsWith('s') || last.endsWith('ss') || last.endsWith('us')) return [];
  const stems = [last.slice(0, -1)];
  if (last.endsWith('ies')) stems.push(`${last.slice(0, -3)}y`);
  if (last.endsWith('ves')) stems.push(`${last.slice(0, -3)}f`, `${last.slice(0, -3)}fe`);
  if (last.endsWith('es')) stems.push(last.slice(0, -2));
  return stems.map((stem) => head + stem);
}

const PHRASES = `fire breathing|on fire|having dinner|having lunch|having breakfast|eating dinner|eating lunch|eating breakfast|family dinner|maple syrup|lens flare|window light|by window light|at camera|at the camera|to camera|to the camera|the camera|the frame|of frame
  |out of frame|in frame|with mint|fresh mint|flower arch|floral arch|film grain|soft light|ring light|rim light|white balance|drop shadow|hard light|golden ratio
  |fish eye|fisheye lens|worm eye|光线|光影|柔和光线|水波纹|award winning|prize winning|shot on iphone|shot on an iphone|taken with an iphone|iphone photo|iphone shot|raining cats and dogs|construction crane|crane at a construction site|construction site|马上|画龙点睛|花样年华|白墙|黑瓦|白墙黑瓦|圣诞帽|石头展台|线条感|剪影|胶片`;

/**
 * Words that choose no field of the plan, but steer how a place, a pattern or a lettered text is painted, and phrases
 * in which a word does not mean the thing it names ("lens flare", "looking at the camera").
 */
export const HINTS: readonly string[] = [
  ...PHRASES.split('|').map((phrase) => phrase.trim()),
  ...Array.from('bcdefghijklmnopqrstuvwxyz', (letter) => `letter ${letter}`),
  ...`mesh ripple mosaic voronoi tile tiles layers lines line contour contours topographic circles circle discs dots ribbon ribbons stripes curves silk marble waves paper square squares triangles
  hexagons spiral spirals study counter office road village futuristic harbour waterfront reflection reflections crater earth serum cream fruit stone glass metal wooden wood vase sky skies light
  glow hue hues tones background accents sign signpost signboard board billboard shopfront storefront banner flag neon chalkboard blackboard card label tag poster title logo headline engraved
  carved sand plaque text letters words 波 马赛克 线 圆 线条 圆形 波浪 条纹 招牌 木牌 牌子 路牌 告示牌 霓虹 霓虹灯 黑板 横幅 标语 旗 旗子 卡片 标签 标题 海报 石碑 石头 刻 沙滩 文字 字 路 道路 村
  灯牌 天空 背景`.split(/\s+/),
];
