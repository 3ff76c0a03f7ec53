import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadArt } from '../subjects/load-art.ts';
import { COLOUR_WORDS } from './colour-words.ts';
import type { PaintPlan } from './paint-plan.ts';
import { readPrompt } from './read-prompt.ts';

const art = await loadArt();
const read = (prompt: string) => readPrompt(prompt, 1, art);
const subjectsOf = (prompt: string) =>
  read(prompt)
    .subjects.map(({ name, count, colour, size }) =>
      [count, size === 'normal' ? '' : size, colour, name].filter(Boolean).join(' '),
    )
    .join(' + ');

/** Prompt and its subjects as `count [size] [colour] name`. */
const SUBJECTS: readonly (readonly [string, string])[] = [
  ['A clean editorial product image on a soft studio background', ''],
  ['children of the quiet morning light', '3 child'],
  ['a sailboat on a quiet lake at dawn', '1 sailboat'],
  ['two penguins and a snowman', '2 penguin + 1 snowman'],
  ['two small red foxes', '2 small red fox'],
  ['a dozen tiny yellow ducks', '9 small yellow duck'],
  ['a pair of running shoes', '2 running shoe'],
  ['a flock of geese', '6 goose'],
  ['12 roses', '9 rose'],
  ['a huge giant whale', '1 large whale'],
  ['wolves and mice', '3 wolf + 3 mouse'],
  ['a red car and three green apples', '1 red automobile + 3 green apple'],
  ['light blue vintage car', '1 light blue automobile'],
  ['a #ff8000 balloon', '1 orange balloon'],
  ['a fox with red fur', '1 red fox'],
  ['an owl in white, on a branch', '1 white owl'],
  ['the owl is white', '1 white owl'],
  ['a blue-eyed cat', '1 cat'],
  ['an old couple in a park', '2 person'],
  ['a couple of cats', '2 cat'],
  ['a bus and a taxi', '1 bus + 1 taxi'],
  ['red and blue balloons', '2 red balloon + 1 blue balloon'],
  ['a grey cat and a white cat', '1 grey cat + 1 white cat'],
  ['a cat, another cat', '2 cat'],
  ['an orange on a wooden table', '1 tangerine'],
  ['an orange cat', '1 orange cat'],
  ['packaging mockup in blue and orange', ''],
  ['abstract geometric composition, blue and orange', ''],
  ['product image, lavender', ''],
  ['a bowl of lavender', '1 bowl with spoon + 1 lavender'],
  ['a wooden table', '1 table'],
  ['a sea lion', '1 seal'],
  ['a cat in a teacup', '1 cat + 1 teacup without handle'],
  ['sushi on a white plate', '1 sushi'],
  ['a cat by the window', '1 cat'],
  ['a woman in a red dress', '1 red woman'],
  ['portrait of a woman in a red dress', '1 woman'],
  ['a girl wearing a yellow raincoat', '1 girl'],
  ['a fashion model wearing a long white dress in a lavender field', '1 white woman'],
  ['a girl dancing in the rain', '1 woman dancing'],
  ['a man riding a bicycle', '1 person biking'],
  ['a cocker spaniel near a cottage', '1 dog + 1 house with garden'],
  ['no dog, a cat', '1 cat'],
  ['not a dog but a cat', '1 cat'],
  ['a street without cars or buses', ''],
  ['a cat instead of a dog', '1 cat'],
  ['a café table with a piñata', '1 shop + 1 piñata'],
  ['🦊 in the snow', '1 fox'],
  ['🐱🐶', '1 cat + 1 dog'],
  ['👩🏽‍🚀 on the moon', '1 astronaut'],
  ['星空下的猫', '1 cat'],
  ['三只橘猫在窗台上', '3 cat'],
  ['一群大雁飞过湖面', '6 goose'],
  ['两只小白兔', '2 small rabbit'],
  ['红色的汽车和三个绿苹果', '1 red automobile + 3 green red apple'],
  ['猫是黑色的', '1 black cat'],
  ['一头巨大的蓝色鲸鱼', '1 large blue whale'],
  ['没有人的街道', ''],
  ['一个穿红裙子的女孩', '1 girl'],
  ['胡同里的孩子们', '3 child'],
  ['七星瓢虫在绿叶上，柔和光线', '1 lady beetle + 1 herb'],
  ['红灯笼', '1 red paper lantern'],
  ['a juggler and a clown', '1 clown'],
  ['a bride and groom', '1 person with veil + 1 man'],
  ['a family having dinner', '4 person'],
  ['a cosy living room with a fireplace and a cat', '1 cat'],
  ['a surfer on a giant wave', '1 person surfing'],
  ['an orange sunset over the sea', ''],
  ['a peach sky', ''],
  ['a minimalist ceramic coffee mug', '1 hot beverage'],
  ['a panda wearing a tiny bamboo hat', '1 panda + 1 small woman’s hat'],
  ['pancakes with maple syrup', '1 pancakes'],
  ['a fire-breathing dragon', '1 dragon'],
  ['a library in harry potter style', '1 books'],
  ['a pug dressed as a king with a crown', '1 dog'],
  ['an owl with detailed feathers', '1 owl'],
  ['a maple leaf in the corner of the frame', '1 maple leaf'],
  ['logo with the letter R for a coffee shop, the color scheme is black and white', '1 shop'],
  ['a doctor smiling at the camera, hospital background', '1 doctor'],
  ['a nebula, hubble telescope', ''],
  ['aerial drone photograph of a road, canon eos r5, 85mm lens, f/1.4', ''],
  ['award-winning photograph of a road', ''],
  ['shot on iPhone, award winning, a road', ''],
  ['raining cats and dogs', ''],
  ["bird's-eye view of a road", ''],
  ['马上就到', ''],
  ['masterpiece, best quality, 8k, hdr, bokeh, lens flare, golden hour, rule of thirds, trending on artstation', ''],
  ['杰作，最佳质量，超高清，8K，电影感，剪影，柔和光线', ''],
];

type Fields = Partial<
  Pick<PaintPlan, 'scene' | 'time' | 'weather' | 'season' | 'mood' | 'style' | 'framing' | 'isMinimal'>
>;
const FIELDS: readonly (readonly [string, Fields])[] = [
  ['A clean editorial product image on a soft studio background', { scene: 'studio', style: 'none', time: 'day' }],
  ['product photo of a perfume bottle on a pedestal', { scene: 'studio', style: 'none' }],
  ['mountains at dawn in the fog', { scene: 'mountains', time: 'dawn', weather: 'fog' }],
  ['a quiet lake at dusk', { scene: 'lake', time: 'sunset', mood: 'calm' }],
  ['a stormy sea at midnight', { scene: 'sea', time: 'night', weather: 'storm' }],
  ['coral reef', { scene: 'underwater' }],
  ['a whale under the sea', { scene: 'underwater' }],
  ['an enchanted forest in autumn', { scene: 'forest', season: 'autumn', mood: 'dreamy' }],
  ['cyberpunk tokyo street, rain, neon signs', { scene: 'city', weather: 'rain', time: 'night' }],
  ['an astronaut on the moon', { scene: 'space', time: 'night' }],
  ['camels in the sahara at noon', { scene: 'desert', time: 'day' }],
  ['snowy mountains', { scene: 'snow', season: 'winter' }],
  ['a snowy street', { scene: 'city', season: 'winter', weather: 'snowfall' }],
  ['a rose garden in spring', { scene: 'garden', season: 'spring' }],
  ['a cozy living room with a fireplace', { scene: 'interior', mood: 'warm' }],
  ['autumn mountains with a lake', { scene: 'lake', season: 'autumn' }],
  ['a castle on a cliff above the sea', { scene: 'sea' }],
  ['a city by a river', { scene: 'city' }],
  ['a latte, cafe, rain outside the window', { scene: 'interior', weather: 'rain' }],
  ['an astronaut on a red desert planet', { scene: 'space' }],
  ['a fence', { scene: 'meadow' }],
  ['a chalkboard with "Menu"', { scene: 'interior' }],
  ['a neon sign "OPEN"', { scene: 'city', time: 'night' }],
  ['a label reading "Honey"', { scene: 'studio' }],
  ['夜晚的北极光下的木屋', { scene: 'forest', time: 'night' }],
  ['reading in a library', { scene: 'interior' }],
  ['a field of sunflowers, summer', { scene: 'meadow', season: 'summer' }],
  ['a whale', { scene: 'sea' }],
  ['a tropical fish', { scene: 'underwater' }],
  ['two dolphins in the sea at sunset', { scene: 'sea', time: 'sunset' }],
  ['a camel', { scene: 'desert' }],
  ['a penguin', { scene: 'snow' }],
  ['a rocket', { scene: 'space' }],
  ['a red car', { scene: 'city' }],
  ['a sailboat and a cat', { scene: 'sea' }],
  ['sushi', { scene: 'studio' }],
  ['a teapot at sunset', { scene: 'interior', time: 'sunset' }],
  ['a cup of coffee in the rain', { scene: 'interior', weather: 'rain' }],
  ['geometric pattern', { scene: 'abstract' }],
  ['qwx zzyzx', { scene: 'abstract' }],
  ['clear sky over a valley', { scene: 'mountains', weather: 'clear' }],
  ['a beach without clouds', { scene: 'sea', weather: 'clear' }],
  ['a lake, no fog', { scene: 'lake', weather: 'clear' }],
  ['a castle, painting', { style: 'oil' }],
  ['a castle, watercolor painting', { style: 'watercolour' }],
  ['a castle in the style of van gogh', { style: 'oil' }],
  ['pencil sketch of a castle', { style: 'pencil' }],
  ['sumi-e castle', { style: 'ink' }],
  ['8-bit castle', { style: 'pixel' }],
  ['vintage poster of a castle', { style: 'poster' }],
  ['a vintage car', { style: 'none' }],
  ['black-and-white castle', { style: 'monochrome' }],
  ['photo of a castle, bokeh', { style: 'soft' }],
  ['a photograph of a watercolour painting', { style: 'watercolour' }],
  ['close-up of a rose', { framing: 'close' }],
  ['macro shot of a bee', { framing: 'close' }],
  ["bird's-eye view of a harbour", { framing: 'wide' }],
  ['aerial view of an island', { framing: 'wide', scene: 'sea' }],
  ['minimalist mountain with negative space', { isMinimal: true, scene: 'mountains' }],
  ['portrait of a woman', { framing: 'close', scene: 'studio' }],
  ['spooky haunted house', { mood: 'mysterious' }],
  ['epic battle of dragons', { mood: 'dramatic' }],
  ['水墨画，山水，一叶扁舟', { style: 'ink', scene: 'mountains' }],
  ['赛博朋克城市夜景，霓虹灯', { scene: 'city', time: 'night' }],
  ['没有人的街道，雨夜', { scene: 'city', time: 'night', weather: 'rain' }],
  ['秋天的森林，薄雾，清晨', { scene: 'forest', season: 'autumn', weather: 'fog', time: 'dawn' }],
  ['产品摄影，白色背景，香水瓶', { scene: 'studio' }],
  ['宁静的湖边，日落，油画风格', { scene: 'lake', time: 'sunset', mood: 'calm', style: 'oil' }],
  ['极简海报，雪山', { scene: 'snow', style: 'poster', isMinimal: true }],
  ['花园特写，春天', { scene: 'garden', framing: 'close', season: 'spring' }],
  ['室内，温馨的客厅', { scene: 'interior', mood: 'warm' }],
  ['太空中的火箭', { scene: 'space' }],
];

const TEXTS: readonly (readonly [string, readonly string[], string])[] = [
  ['a cake with "Happy Birthday, Ana" on it', ['Happy Birthday, Ana'], '1 birthday cake'],
  ['a sign with “Cat & Dog”', ['Cat & Dog'], ''],
  ["a mug with 'BOSS' on it, the dog's mug", ['BOSS'], '1 hot beverage + 1 dog'],
  ["don't show the dog's house, it's the cat's", [], '1 cat'],
  ['a neon sign that says Open Late in a rainy alley', ['Open Late'], ''],
  ['一块牌子写着“欢迎光临”的咖啡店', ['欢迎光临'], '1 shop'],
  ['写着新年快乐的红灯笼', ['新年快乐'], '1 red paper lantern'],
  ['「山」と『海』', ['山', '海'], ''],
  ['"one" "two" "three" "four"', ['one', 'two', 'three'], ''],
  ['"a cat on the beach"', [], '1 cat'],
  ['《小王子》', [], '1 prince'],
  ['《小王子》的封面插画', ['小王子'], ''],
  ['《小王子》里的狐狸', [], '1 fox'],
];

describe('readPrompt: subjects', () => {
  for (const [prompt, expected] of SUBJECTS) {
    test(`"${prompt}" names ${expected || 'nothing'}`, () => {
      assert.equal(subjectsOf(prompt), expected);
    });
  }

  test('a portrait is asked for of the first subject', () => {
    for (const prompt of ['portrait of a woman with a cat', 'headshot of an old man', '女孩的肖像']) {
      assert.equal(read(prompt).subjects[0]?.isPortrait, true, prompt);
    }
    assert.equal(read('a woman with a cat').subjects[0]?.isPortrait, undefined);
  });

  test('at most five subjects of at most nine each', () => {
    const { subjects } = read('50 cats, 50 dogs, 50 cows, 50 pigs, 50 foxes, 50 owls, 50 bears');
    assert.deepEqual(
      subjects.map(({ count }) => count),
      [9, 9, 9, 9, 9],
    );
  });
});

describe('readPrompt: common nouns', () => {
  // Of each field of life: what people ask for most often.
  const nouns =
    `king queen knight wizard soldier ninja pirate astronaut angel fairy dragon mermaid detective doctor nurse chef farmer teacher cat dog horse cow sheep
    rabbit mouse squirrel fox bear lion elephant giraffe monkey deer owl eagle crow parrot swan penguin snake turtle frog fish shark whale octopus butterfly bee spider
    dinosaur tree pine palm cactus flower rose tulip sunflower orchid mushroom apple orange banana strawberry grape pumpkin carrot bread pizza burger noodles sushi cake
    donut coffee tea wine beer car truck bus train bicycle motorcycle airplane helicopter rocket sailboat submarine house castle lighthouse windmill church temple tower
    skyscraper hospital shop tent chair sofa lamp candle clock watch mirror vase cup teapot bowl knife bottle gift book camera phone laptop guitar piano violin sword crown
    ring diamond treasure coin hat shoe dress jacket bag backpack umbrella sunglasses perfume telescope toy kite ball 猫 狗 马 兔子 老虎 大象 熊猫 狐狸 鸟 猫头鹰 企鹅
    蝴蝶 鱼 鲸鱼 龙 树 竹子 玫瑰 向日葵 苹果 西瓜 蛋糕 咖啡 茶 面条 饺子 汽车 火车 飞机 自行车 船 房子 城堡 塔 灯笼 蜡烛 书 相机 手机 钢琴 剑 雨伞 风筝 气球 男人
    女孩 老人 公主 骑士 宇航员 医生`.split(/\s+/);
  for (const noun of nouns) {
    test(`"${noun}" is a subject`, () => {
      assert.equal(read(noun).subjects.length, 1);
    });
  }
});

describe('readPrompt: place, light and manner', () => {
  for (const [prompt, expected] of FIELDS) {
    test(`"${prompt}" is ${JSON.stringify(expected)}`, () => {
      const plan = read(prompt);
      const found = Object.fromEntries(Object.entries(plan).filter(([key]) => key in expected));
      assert.deepEqual(found, expected);
    });
  }

  test('what is understood holds every word, also those that only steer a pattern or the carrier of a text', () => {
    const { understood } = read('abstract mosaic waves, a chalkboard and a sign that says "Hi", kitchen, crater');
    for (const word of ['abstract', 'mosaic', 'waves', 'chalkboard', 'sign', 'kitchen', 'crater']) {
      assert.ok(understood.includes(word), `${word} is not in ${understood}`);
    }
  });

  test('words of sky, room and carrier are understood, also where they draw nothing', () => {
    const words = ['northern lights', 'milky way', 'fireplace', 'waterfall', 'banner', 'label', 'moon', 'street'];
    for (const word of words) assert.deepEqual(read(`${word}, "Hi"`).understood, [word]);
  });

  test('a text without a place hangs somewhere, not always at the same place', () => {
    const prompts = ['Fresh Bread', 'Welcome', 'Open', 'Sale', 'To the Lake', 'Bar', 'No Entry', 'Honey'];
    const scenes = new Set(prompts.map((text) => read(`a wooden sign that says "${text}"`).scene));
    assert.ok(scenes.size > 1 && !scenes.has('abstract'), [...scenes].join());
  });

  test('an hour nobody named differs from seed to seed, and is no night in open country', () => {
    const hours = (prompt: string) =>
      new Set(Array.from({ length: 40 }, (_, seed) => readPrompt(prompt, seed, art).time));
    assert.deepEqual([...hours('a fox in the mountains')].toSorted(), ['dawn', 'day', 'sunset']);
    assert.deepEqual([...hours('a street')].toSorted(), ['dawn', 'day', 'night', 'sunset']);
    assert.deepEqual([...hours('a street at noon')], ['day']);
  });

  test('colours without a noun are the palette, a place keeps its own colour', () => {
    assert.deepEqual(read('teal and amber, pixel art').palette, ['teal', 'amber']);
    assert.deepEqual(read('purple sky over a green meadow').palette, ['purple']);
    assert.deepEqual(read('a rose garden, a white cat with a red collar').palette, []);
    assert.deepEqual(read('蓝色和金色').palette, ['blue', 'golden']);
    for (const word of read('#123456, dark red, 浅蓝色, pastel colors').palette) assert.ok(COLOUR_WORDS[word], word);
  });
});

describe('readPrompt: texts', () => {
  for (const [prompt, texts, subjects] of TEXTS) {
    test(`${prompt} letters ${JSON.stringify(texts)}`, () => {
      assert.deepEqual(read(prompt).texts, texts);
      assert.equal(subjectsOf(prompt), subjects);
    });
  }

  test('a long text is cut at a word, at 60 characters', () => {
    const [text = ''] = read(`a sign "${'word '.repeat(20)}"`).texts;
    assert.ok(text.length <= 60 && text.endsWith('word'), text);
  });
});

describe('readPrompt: any prompt', () => {
  test('every prompt and seed has its own key, and the same one every time', () => {
    const prompts = ['qwx', 'qwy', '???', '!!!', '🙂', '🙃', 'a cat', 'a cat qwx', ''];
    const keys = prompts.flatMap((prompt) => [1, 2].map((seed) => readPrompt(prompt, seed, art).key));
    assert.equal(new Set(keys).size, keys.length);
    assert.deepEqual(read('a cat by a lake'), read('  a cat  by a lake '));
  });

  const hostile: readonly string[] = [
    '"',
    "'".repeat(10_000),
    '"«「'.repeat(3_000),
    '《a》'.repeat(2_500),
    'that says '.repeat(1_000),
    'not '.repeat(2_500),
    'no no no or or and',
    '，。；'.repeat(3_000),
    '🦊'.repeat(3_000),
    '👩‍'.repeat(2_000),
    '\u{200d}\u{fe0f}\u{d83d}',
    'a '.repeat(5_000),
    '一只小猫'.repeat(2_500),
    'image 2, '.repeat(1_100),
    'image 1 and 2 and 3 '.repeat(500),
    '__proto__ constructor toString',
    'constructor 2 constructors',
    '\0\u{202e}',
    '#'.repeat(10_000),
    '--no --no negative prompt',
    'red '.repeat(2_500),
  ];
  for (const prompt of hostile) {
    test(`${JSON.stringify(prompt.slice(0, 24))} (${prompt.length} characters) gives a whole plan`, () => {
      for (const references of [0, 3]) {
        const plan = readPrompt(prompt, 7, art, { references });
        assert.ok(plan.subjects.length <= 5);
        assert.ok(plan.subjects.every(({ count, icon }) => count >= 1 && count <= 9 && art.icons[icon] !== undefined));
        assert.ok(plan.texts.length <= 3 && plan.texts.every((text) => [...text].length <= 60));
        assert.ok(
          [...plan.palette, ...plan.subjects.flatMap(({ colour }) => colour ?? [])].every((word) =>
            Object.hasOwn(COLOUR_WORDS, word),
          ),
        );
      }
    });
  }
});
