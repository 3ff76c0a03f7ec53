import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadArt } from '../subjects/load-art.ts';
import type { EditStep, PaintPlan } from './paint-plan.ts';
import { readPrompt } from './read-prompt.ts';

const art = await loadArt();

/** References, prompt, and the edit as `base: steps`. */
const EDITS: readonly (readonly [number, string, string])[] = [
  [1, 'make it an oil painting', '1: restyle'],
  [1, 'turn the photo into a watercolor', '1: restyle'],
  [1, '变成油画风格', '1: restyle'],
  [1, 'turn it into a drawing', '1: restyle'],
  [1, 'brighten the drawing', '1: relight'],
  [1, 'at sunset', '1: relight'],
  [1, 'make it autumn', '1: relight'],
  [1, 'a snowy winter evening', '1: relight'],
  [1, '把白天变成夜晚', '1: relight'],
  [1, 'make it warmer', '1: relight'],
  [1, 'make it snow', '1: relight'],
  [1, 'give the dog a hat', '1: add'],
  [1, 'remove the people in the background', '1: background blurred'],
  [1, 'blur the background', '1: background blurred'],
  [1, '虚化背景', '1: background blurred'],
  [1, 'replace the background with a beach', '1: background scene'],
  [1, 'replace the background with a beach at sunset', '1: background scene'],
  [1, '换成海滩背景', '1: background scene'],
  [1, 'remove the background', '1: background plain'],
  [1, 'put it on a white background', '1: background plain'],
  [1, 'on a white background', '1: background plain'],
  [1, 'A clean editorial product image on a soft studio background, at sunset', '1: relight'],
  [1, 'add a red balloon and two cats', '1: add'],
  [1, '加一只猫', '1: add'],
  [1, 'write "SALE" on it', '1: letter'],
  [1, 'make it brighter and add the text "Hello"', '1: relight, letter'],
  [1, 'side by side', '1: relight'],
  [2, 'use the colors of image 2', '1: recolour 2'],
  [2, 'make image 1 look like image 2', '1: recolour 2'],
  [2, 'in the style of the second image', '1: recolour 2'],
  [2, '用图2的颜色', '1: recolour 2'],
  [2, '参考图2的风格，重新绘制图1', '1: recolour 2'],
  [2, 'relight image 1 with the mood of image 2', '1: recolour 2'],
  [2, 'take the palette of image 1 and apply it to image 2', '2: recolour 1'],
  [2, 'put the cup from image 2 into image 1', '1: insert 2'],
  [2, 'use image 1 as the background and place the bottle from image 2 on the table', '1: insert 2'],
  [2, 'dress the woman in image 1 with the coat in image 2', '1: insert 2'],
  [2, 'image 1 with the cup of image 2', '1: insert 2'],
  [2, 'put the cat of image 1 into image 2', '2: insert 1'],
  [2, 'put the dog of image 1 in front of the castle of image 2', '2: insert 1'],
  [2, 'Replace the background of image 1 with image 2', '2: insert 1'],
  [2, '把图2的杯子放到图1', '1: insert 2'],
  [2, '把第一张图的猫放到第二张图里', '2: insert 1'],
  [2, 'side by side', '1: collage 1+2'],
  [2, 'a person wearing this jacket', '1: insert 2'],
  [2, 'the same palette', '1: recolour 2'],
  [2, 'image 7', '1: insert 2'],
  [3, 'put the cat from image 2 into image 1 at night, use the palette of image 3', '1: insert 2, recolour 3, relight'],
  [3, 'combine these images', '1: insert 2, insert 3'],
  [3, '把图1、图2和图3拼成一张拼图', '1: collage 1+2+3'],
  [5, 'put the dog from image 2 into image 3', '3: insert 2, collage 1+3+4+5'],
  [9, 'a collage', '1: collage 1+2+3+4+5+6+7+8+9'],
  [9, 'nice', '1: collage 1+2+3+4+5+6+7+8+9'],
];

describe('readEdit', () => {
  for (const [references, prompt, expected] of EDITS) {
    test(`${references} × "${prompt}" is ${expected}`, () => {
      assert.equal(tell(read(prompt, references)), expected);
    });
  }

  test('no references: there is no edit', () => {
    assert.equal(read('put the cat from image 2 into image 1', 0).edit, undefined);
  });

  test('things of a reference are not drawn, things to be added are', () => {
    const plan = read('put the cat from image 2 into image 1 and add a red balloon', 2);
    assert.equal(tell(plan), '1: insert 2, add');
    assert.deepEqual(
      plan.subjects.map(({ name, colour }) => [name, colour]),
      [['balloon', 'red']],
    );
    assert.deepEqual(read('make the cat smile', 1).subjects, []);
  });

  test('what is in the picture already is not added, and snow falls', () => {
    const namesOf = (prompt: string) => read(prompt, 1).subjects.map(({ name }) => name);
    assert.deepEqual(namesOf('put sunglasses on the cat'), ['sunglasses']);
    assert.deepEqual(namesOf('给猫加一顶帽子'), ['woman’s hat']);
    assert.deepEqual(namesOf('add the moon and an owl'), ['owl']);
    assert.equal(read('make it snow', 1).weather, 'snowfall');
    assert.equal(read('let it snow', 1).season, 'winter');
  });

  test('"photo" beside a reference is no style, and a blurred background is no restyle', () => {
    assert.equal(read('brighten this photo', 1).style, 'none');
    assert.equal(read('虚化背景', 1).style, 'none');
  });

  test('with references an hour nobody named is day, so that nothing is relit by chance', () => {
    const hours = ['make it an oil painting', 'blur the background', 'add a cat', 'paint it as a poster'].map(
      (prompt) => read(prompt, 1).time,
    );
    assert.deepEqual(hours, ['day', 'day', 'day', 'day']);
  });

  test('a plain background keeps its colour in the palette', () => {
    assert.deepEqual(read('put it on a white background', 1).palette, ['white']);
  });

  test('words that say nothing bring the picture to another hour, the same one every time', () => {
    for (const prompt of ['nice', 'qwx', 'please', '!!!', '好', 'on a beach']) {
      const plan = read(prompt, 1);
      assert.equal(tell(plan), '1: relight');
      assert.ok(plan.time === 'sunset' || plan.time === 'dawn', plan.time);
      assert.deepEqual(read(prompt, 1), plan);
    }
  });

  test('whatever is asked, every reference is the base or stands in a step', () => {
    const prompts = EDITS.map(([, prompt]) => prompt).concat('image 1 image 2 image 3', 'put image 4 on image 4', '');
    for (const prompt of prompts) {
      for (let references = 1; references <= 9; references += 1) {
        const { edit } = read(prompt, references);
        const used = new Set([edit?.base, ...(edit?.steps ?? []).flatMap(picturesOf)]);
        for (let picture = 1; picture <= references; picture += 1) {
          assert.ok(used.has(picture), `picture ${picture} of ${references} has no part in "${prompt}"`);
        }
        assert.equal(used.size, references, `"${prompt}" names a picture that is not there`);
      }
    }
  });
});

function read(prompt: string, references: number): PaintPlan {
  return readPrompt(prompt, 1, art, { references });
}

function tell({ edit }: PaintPlan): string {
  const steps = edit?.steps.map((step) => [step.kind, partOf(step)].filter(Boolean).join(' '));
  return `${edit?.base}: ${steps?.join(', ')}`;
}

function partOf(step: EditStep): string {
  return step.kind === 'background' ? step.to : picturesOf(step).join('+');
}

function picturesOf(step: EditStep): readonly number[] {
  if (step.kind === 'collage') return step.of;
  return step.kind === 'insert' || step.kind === 'recolour' ? [step.from] : [];
}
