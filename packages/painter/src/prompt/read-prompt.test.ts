import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadArt } from '../subjects/load-art.ts';
import { readPrompt } from './read-prompt.ts';

const art = await loadArt();
const read = (prompt: string) => readPrompt(prompt, 1, art);
const namesOf = (prompt: string) =>
  read(prompt).subjects.map(({ name, count, colour }) =>
    [count, name, colour].filter((part) => part !== undefined).join(' '),
  );

describe('baked art', () => {
  test('holds the expected names', () => {
    const names = new Set(art.icons.map(({ name }) => name));
    for (const name of [
      'cat',
      'dog',
      'owl',
      'sailboat',
      'castle',
      'deer',
      'snowman',
      'rocket',
      'lighthouse',
      'teapot',
      'whale',
    ]) {
      assert.ok(names.has(name), `${name} is missing`);
    }
    assert.ok(art.icons.length > 600);
    assert.ok(art.icons.every(({ box }) => box.every(Number.isFinite) && box.length === 4));
  });
});

describe('readPrompt', () => {
  test('the plain product prompt is a studio without subjects', () => {
    const plan = read('A clean editorial product image on a soft studio background');
    assert.equal(plan.scene, 'studio');
    assert.deepEqual(plan.subjects, []);
  });

  const subjects: readonly (readonly [string, readonly string[]])[] = [
    ['a sailboat on a quiet lake at dawn', ['1 sailboat']],
    ['two penguins and a snowman', ['2 penguin', '1 snowman']],
    ['a red car and three green apples', ['1 automobile red', '3 green apple']],
    ['a golden retriever puppy', ['1 dog golden']],
    ['星空下的猫', ['1 cat']],
    ['children of the quiet morning light', []],
  ];
  for (const [prompt, expected] of subjects) {
    test(`"${prompt}" names ${expected.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(namesOf(prompt), expected);
    });
  }

  test('a subject without a place gets the place it lives in', () => {
    assert.deepEqual(
      ['a whale', 'a tropical fish', 'a teapot', 'a rocket', 'a camel'].map((prompt) => read(prompt).scene),
      ['sea', 'underwater', 'studio', 'space', 'desert'],
    );
  });

  test('hour, weather, season, style and colours are read', () => {
    const { time, weather, season, style, palette } = read('stormy autumn evening, teal and amber, pixel art');
    assert.deepEqual(
      { time, weather, season, style, palette },
      { time: 'sunset', weather: 'storm', season: 'autumn', style: 'pixel', palette: ['teal', 'amber'] },
    );
  });
});
