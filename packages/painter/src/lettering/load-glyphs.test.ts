import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createInkMask, fillOutline } from './ink-mask.ts';
import { loadGlyphs } from './load-glyphs.ts';

describe('loadGlyphs', () => {
  test('the letters of Europe, digits, marks and common Chinese characters are there', async () => {
    const { glyphOf, characters } = await loadGlyphs();
    const wanted =
      'ABCXYZabcxyz0123456789ÄÖÜäöüßéèçñøåŁłŠčžőșĞİПриветЖ€£$%&@!?“”’—…的一是不了人我在有他这中大来上国永龙爱，。！？《》（）';
    for (const character of wanted) {
      assert.ok((glyphOf(character)?.contours.length ?? 0) > 0, `${character} has no outline`);
    }
    const han = characters.filter((character) => /\p{Script=Han}/u.test(character));
    assert.ok(han.length > 5500, `${han.length} Chinese characters`);
    assert.equal(glyphOf('🎉'), undefined);
  });

  test('every outline is closed, lies near its em and has a width', async () => {
    const { glyphOf, characters } = await loadGlyphs();
    for (const character of characters) {
      const glyph = glyphOf(character);
      assert.ok(
        glyph !== undefined && glyph.advance >= 0 && glyph.advance < 3,
        `${character} is ${glyph?.advance} wide`,
      );
      for (const contour of glyph.contours) {
        assert.ok(contour.length >= 6, `${character} has a contour of ${contour.length / 2} points`);
        assert.ok(
          contour.every((value) => Math.abs(value) < 3),
          `${character} leaves its em`,
        );
      }
    }
  });

  test('some pairs stand nearer together', async () => {
    const { kernOf } = await loadGlyphs();
    assert.ok(kernOf('A', 'V') < -0.03);
    assert.equal(kernOf('H', 'H'), 0);
    assert.equal(kernOf('', 'A'), 0);
  });

  test('an O is a ring: ink on its sides, none in its middle', async () => {
    const { glyphOf } = await loadGlyphs();
    const mask = createInkMask({ left: 0, top: 0, width: 100, height: 100 });
    fillOutline(mask, { contours: glyphOf('O')?.contours ?? [], originX: 10, originY: 90, scale: 100 });
    const row = Array.from(mask.cover.subarray(55 * 100, 56 * 100));
    const runs = row
      .map((cover) => (cover > 200 ? '#' : cover < 50 ? '.' : ''))
      .join('')
      .replaceAll(/(.)\1+/g, '$1');
    assert.equal(runs, '.#.#.');
  });
});

describe('fillOutline', () => {
  test('covers exactly the area of a shape that lies between pixels', () => {
    const mask = createInkMask({ left: 0, top: 0, width: 12, height: 12 });
    const triangle = [2.25, 1.5, 9.75, 4.5, 3.5, 10.25];
    fillOutline(mask, { contours: [triangle], originX: 0, originY: 0, scale: 1 });
    const covered = mask.cover.reduce((sum, cover) => sum + cover, 0) / 255;
    const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] = triangle;
    const area = Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
    assert.ok(Math.abs(covered - area) < 0.2, `${covered} of ${area}`);
  });

  test('what lies outside the mask is left out', () => {
    const mask = createInkMask({ left: 4, top: 4, width: 4, height: 4 });
    fillOutline(mask, { contours: [[-20, -20, 40, -20, 40, 40, -20, 40]], originX: 0, originY: 0, scale: 1 });
    assert.ok(mask.cover.every((cover) => cover === 255));
  });
});
