import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSharp } from '../load-sharp.ts';
import { SCENES } from '../prompt/paint-plan.ts';
import { ANCHORS, type Icon, loadArt } from './load-art.ts';

const { icons, terms } = await loadArt();

function named(name: string): Icon {
  const icon = icons.find((candidate) => candidate.name === name);
  assert.ok(icon, `no icon is called ${name}`);
  return icon;
}

describe('the baked words', () => {
  test('each means an icon, and never a bust', () => {
    const wrong = [...terms].filter(([, index]) => (icons[index]?.anchor ?? 'bust') === 'bust');
    assert.deepEqual(wrong, []);
    assert.ok(terms.size > 5000);
  });

  test('name the drawings made for this package, in English and Chinese', () => {
    const words = [
      'lighthouse',
      '灯塔',
      'grand piano',
      '钢琴',
      'perfume',
      '香水',
      'knight',
      '骑士',
      'robot',
      '机器人',
      'squirrel',
      '松鼠',
    ];
    const meant = words.map((word) => icons[terms.get(word) ?? -1]?.name);
    const pairs = ['lighthouse', 'grand piano', 'perfume bottle', 'knight', 'robot', 'squirrel'];
    assert.deepEqual(
      meant,
      pairs.flatMap((name) => [name, name]),
    );
  });
});

describe('the baked icons', () => {
  test('have names of their own', () => {
    assert.equal(new Set(icons.map(({ name }) => name)).size, icons.length);
  });

  test('each have a height in the world, a way to stand and a home', () => {
    const odd = icons.filter(
      ({ metres, anchor, home }) =>
        !(metres >= 0.005 && metres <= 100) ||
        !ANCHORS.includes(anchor) ||
        home.length === 0 ||
        new Set(home).size < home.length ||
        home.some((scene) => !SCENES.includes(scene)),
    );
    assert.deepEqual(
      odd.map(({ name }) => name),
      [],
    );
  });

  test('are as tall as the world has them, one beside another', () => {
    const order = ['ant', 'mouse', 'cat', 'wolf', 'horse', 'elephant', 'giraffe', 'house', 'castle', 'Tokyo tower'];
    const heights = order.map((name) => named(name).metres);
    assert.deepEqual(
      heights,
      [...heights].sort((a, b) => a - b),
    );
  });

  test('animals and people are whole, and their heads are kept for portraits', () => {
    const heads = 'fox,wolf,lion,moose,unicorn,hamster,bear,polar bear,koala,panda,frog,chicken,boar,cat';
    const people =
      'astronaut,mage,prince,princess,cook,farmer,scientist,firefighter,police officer,artist,singer,student,teacher,child,boy,girl,old man,old woman,Santa Claus,king,queen,knight,wizard,witch';
    for (const name of `${heads},${people}`.split(',')) {
      const whole = named(name);
      assert.notEqual(whole.anchor, 'bust', name);
      const portrait = icons[whole.portrait ?? -1];
      assert.equal(portrait?.anchor, 'bust', `${name} has no portrait`);
      assert.equal(portrait?.name, `${name} portrait`);
    }
  });

  test('live where they are looked for', () => {
    const homes = ['whale', 'shark', 'camel', 'penguin', 'astronaut', 'sailboat', 'red apple', 'automobile'];
    assert.deepEqual(
      homes.map((name) => named(name).home[0]),
      ['sea', 'underwater', 'desert', 'snow', 'space', 'sea', 'studio', 'city'],
    );
    assert.deepEqual(
      ['sailboat', 'shark', 'eagle', 'cat'].map((name) => named(name).anchor),
      ['floats', 'swims', 'flies', 'stands'],
    );
  });

  test('tell what shines in them by its colours', () => {
    const shining = icons.filter(({ glow }) => glow !== undefined);
    assert.ok(shining.some(({ name }) => name === 'candle') && shining.some(({ name }) => name === 'lighthouse'));
    for (const { name, glow = [] } of shining) {
      assert.ok(glow.length > 0 && glow.every((colour) => /^(?:\*|#[0-9a-f]{6})$/.test(colour)), name);
    }
  });

  test('each drawing fills its box and leaves nothing outside', async () => {
    const odd: string[] = [];
    for (const icon of icons) {
      const { inside, share, edges, outside } = await coverOf(icon);
      // A drawing that covers the board is a framed scene. A bust cut from a whole figure goes on below its box.
      const isWithin = icon.anchor === 'bust' || outside < 0.01;
      if (inside < 0.06 || share > 0.93 || edges < 4 || !isWithin) {
        odd.push(`${icon.name}: ${inside.toFixed(3)} inside, ${outside.toFixed(3)} outside, ${edges} edges touched`);
      }
    }
    assert.deepEqual(odd, []);
  });
});

/** How much of the box and of the board is covered, how much lies outside the box, and how many of the box's edges are reached. */
async function coverOf({ body, box }: Icon) {
  const sharp = await loadSharp();
  const side = 64;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 128 128">${body}</svg>`;
  const cover = await sharp(Buffer.from(svg)).ensureAlpha().extractChannel(3).raw().toBuffer();
  const [left = 0, top = 0, width = 0, height = 0] = box.map((value) => value / 2);
  let [inside, outside] = [0, 0];
  const reach = { left: side, top: side, right: 0, bottom: 0 };
  for (const [index, alpha] of cover.entries()) {
    if (alpha < 90) continue;
    const [x, y] = [index % side, Math.floor(index / side)];
    const isIn = x >= Math.floor(left) - 1 && x <= left + width && y >= Math.floor(top) - 1 && y <= top + height;
    if (isIn) inside += 1;
    else outside += 1;
    reach.left = Math.min(reach.left, x);
    reach.right = Math.max(reach.right, x + 1);
    reach.top = Math.min(reach.top, y);
    reach.bottom = Math.max(reach.bottom, y + 1);
  }
  const near = 2;
  const edges = [
    reach.left - left <= near,
    reach.top - top <= near,
    left + width - reach.right <= near,
    top + height - reach.bottom <= near,
  ].filter(Boolean).length;
  return {
    inside: inside / Math.max(1, width * height),
    share: inside / (side * side),
    outside: outside / (side * side),
    edges,
  };
}
