import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Control } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import { blur } from './blur.ts';
import { choosePalette, nearestColour } from './palette.ts';
import { createRowReader, readShifted, shrink, smooth } from './plane.ts';
import { createNoiseReader } from './read-noise.ts';

const FREE: Control = { checkpoint: () => Promise.resolve() };

describe('shrink and createRowReader', () => {
  test('a plane of one level is read back as that level, at sizes the step does not divide', async () => {
    for (const step of [1, 2, 3, 5]) {
      const bytes = new Uint8Array(17 * 11 * 3).fill(91);
      const plane = await shrink({ width: 17, height: 11, channels: 3, bytes }, step, FREE);
      const read = createRowReader(plane, 17);
      for (let y = 0; y < 11; y += 1) for (const value of read(y)) assert.ok(Math.abs(value - 91) < 0.001);
    }
  });

  test('a ramp is read back where it was: nothing is shifted', async () => {
    const bytes = Uint8Array.from({ length: 60 * 60 }, (_, at) => (at % 60) * 3 + Math.floor(at / 60));
    const plane = await shrink({ width: 60, height: 60, channels: 1, bytes }, 4, FREE);
    const row = createRowReader(plane, 60)(30);
    for (let x = 4; x < 56; x += 1) assert.ok(Math.abs((row[x] ?? 0) - (bytes[30 * 60 + x] ?? 0)) < 0.01);
  });
});

describe('readShifted', () => {
  test('without a shift it reads what the row reader reads, at the edges too', async () => {
    for (const channels of [1, 3]) {
      const bytes = Uint8Array.from({ length: 23 * 14 * channels }, (_, at) => (at * 53) % 256);
      const plane = await shrink({ width: 23, height: 14, channels, bytes }, 4, FREE);
      const read = createRowReader(plane, 23);
      const none = { x: new Float32Array(23), y: new Float32Array(23) };
      const out = new Float32Array(23 * channels);
      for (let y = 0; y < 14; y += 1) {
        readShifted(plane, y, none, out);
        for (const [at, value] of read(y).entries()) assert.ok(Math.abs(value - (out[at] ?? 0)) < 0.01, `${at}, ${y}`);
      }
    }
  });

  test('a shift reads the plane elsewhere, and outside of it the nearest cell', async () => {
    const bytes = Uint8Array.from({ length: 60 * 20 }, (_, at) => (at % 60) * 4);
    const plane = await shrink({ width: 60, height: 20, channels: 1, bytes }, 2, FREE);
    const out = new Float32Array(60);
    readShifted(plane, 10, { x: new Float32Array(60).fill(6), y: new Float32Array(60).fill(-30) }, out);
    assert.ok(Math.abs((out[20] ?? 0) - 104) < 0.01);
    assert.ok(Math.abs((out[59] ?? 0) - 234) < 0.01);
  });
});

describe('createNoiseReader', () => {
  test('reads nearly what the noise is at every pixel', () => {
    const octaves = [
      { seed: 3, cellWidth: 40, cellHeight: 32, amplitude: 1 },
      { seed: 4, cellWidth: 90, cellHeight: 90, amplitude: 0.5 },
    ];
    const read = createNoiseReader({ width: 200, height: 150 }, octaves);
    let most = 0;
    for (let y = 0; y < 150; y += 1) {
      const exact = new Float32Array(200);
      for (const octave of octaves) addNoiseRow(exact, y, octave);
      for (const [x, value] of read(y).entries()) {
        // Half a cell of the grid may be cut off at the sides.
        if (x > 2 && x < 197 && y > 2 && y < 147) most = Math.max(most, Math.abs(value - (exact[x] ?? 0)));
      }
    }
    assert.ok(most < 0.04, `${most}`);
  });
});

describe('smooth', () => {
  test('spreads a point evenly to all four sides and keeps its sum', async () => {
    const bytes = new Uint8Array(31 * 31);
    bytes[15 * 31 + 15] = 255;
    const plane = await shrink({ width: 31, height: 31, channels: 1, bytes }, 1, FREE);
    await smooth(plane, 3, FREE);
    const at = (column: number, row: number) => plane.values[row * 31 + column] ?? 0;
    assert.ok(Math.abs(plane.values.reduce((sum, value) => sum + value, 0) - 255) < 0.01);
    for (let away = 1; away <= 7; away += 1) {
      const sides = [at(15 - away, 15), at(15 + away, 15), at(15, 15 - away), at(15, 15 + away)];
      assert.ok(Math.max(...sides) - Math.min(...sides) < 0.001, `${away} away: ${sides.join(', ')}`);
      assert.ok((sides[0] ?? 0) <= at(15 - away + 1, 15));
    }
  });

  test('a reach beyond the plane gives nearly one level', async () => {
    const bytes = Uint8Array.from({ length: 20 * 9 }, (_, at) => (at * 37) % 251);
    const plane = await shrink({ width: 20, height: 9, channels: 1, bytes }, 1, FREE);
    await smooth(plane, 60, FREE);
    assert.ok(Math.max(...plane.values) - Math.min(...plane.values) < 40);
  });
});

describe('blur', () => {
  test('softens an edge over its reach and leaves level parts', async () => {
    for (const reach of [2, 6, 24]) {
      const width = 160;
      const pixels = Uint8Array.from({ length: width * 20 * 3 }, (_, at) =>
        Math.floor(at / 3) % width < 80 ? 40 : 200,
      );
      await blur({ width, height: 20, pixels }, reach, FREE);
      const at = (x: number) => pixels[(10 * width + x) * 3] ?? 0;
      assert.ok(Math.abs(at(2) - 40) <= 1 && Math.abs(at(157) - 200) <= 1);
      assert.ok(at(79) > 90 && at(80) < 150, `${reach}: ${at(79)}, ${at(80)}`);
      assert.ok(at(80 - reach * 3) < 44 && at(80 + reach * 3) > 196, `reaches farther than three times ${reach}`);
    }
  });

  test('a reach under 1 changes nothing', async () => {
    const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, at) => (at * 31) % 256);
    const before = pixels.slice();
    await blur({ width: 16, height: 16, pixels }, 0.9, FREE);
    assert.deepEqual(pixels, before);
  });
});

describe('choosePalette', () => {
  test('finds separate colours exactly, darkest first, and no more than there are', () => {
    const colours = [
      [240, 240, 240],
      [10, 20, 30],
      [200, 40, 40],
    ];
    const values = Float32Array.from({ length: 90 }, (_, at) => colours[Math.floor(at / 3) % 3]?.[at % 3] ?? 0);
    const palette = choosePalette({ values, weights: new Float32Array(30).fill(1) }, 8);
    assert.deepEqual([...palette].map(Math.round), [10, 20, 30, 200, 40, 40, 240, 240, 240]);
    assert.equal(nearestColour(palette, 190, 60, 50), 1);
  });
});
