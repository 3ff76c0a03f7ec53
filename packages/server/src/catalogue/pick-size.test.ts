import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCatalogue } from './index.ts';

const model = createCatalogue().get('wan-2-7-image-pro');
const BUDGET = { '1K': 1024 ** 2, '2K': 2048 ** 2 } as const;
const reference = { url: 'http://127.0.0.1/media/a', kind: 'image' };
const ratioOf = (size: { width: number; height: number }) => size.width / size.height;

function sizeOf(params: object, last?: { width: number; height: number }) {
  return model.size(model.parse({ prompt: 'A', params }), last);
}

describe('size', () => {
  test('a given ratio has an exact size within the budget, with and without references', () => {
    for (const resolution of ['1K', '2K'] as const) {
      for (const ratio of ['1:1', '16:9', '4:3', '21:9', '3:4', '9:16', '8:1', '1:8']) {
        const params = { aspect_ratio: ratio, resolution };
        const size = sizeOf(params);
        const [width = 0, height = 0] = ratio.split(':').map(Number);
        assert.equal(size.width * height, size.height * width, ratio);
        assert.ok(size.width % 16 === 0 && size.height % 16 === 0);
        assert.ok(size.width * size.height <= BUDGET[resolution]);
        assert.ok(size.width * size.height > 0.8 * BUDGET[resolution]);
        const withReference = { ...params, referenceMediaItems: [reference] };
        assert.deepEqual(sizeOf(withReference, { width: 300, height: 900 }), size);
      }
    }
  });

  test('the defaults are a square of 2048 pixels', () => {
    assert.deepEqual(sizeOf({}), { width: 2048, height: 2048 });
    assert.deepEqual(sizeOf({ resolution: '1K' }), { width: 1024, height: 1024 });
  });

  test('without a ratio the last reference gives it: in steps of 16, within the budget and as large as fits', () => {
    for (const resolution of ['1K', '2K'] as const) {
      for (let step = 0; step <= 4_000; step += 1) {
        const width = 1 + ((step * 7_919) % 5_000);
        const height = 1 + ((step * 104_729) % 5_000);
        const last = { width, height };
        const size = sizeOf({ resolution, referenceMediaItems: [reference] }, last);
        const wanted = Math.min(8, Math.max(1 / 8, ratioOf(last)));
        assert.ok(size.width % 16 === 0 && size.height % 16 === 0, JSON.stringify({ last, size }));
        assert.ok(size.width * size.height <= BUDGET[resolution], JSON.stringify({ last, size }));
        assert.ok(Math.abs(ratioOf(size) / wanted - 1) < 0.016, JSON.stringify({ last, size }));
        assert.ok(ratioOf(size) <= 8 && ratioOf(size) >= 1 / 8, JSON.stringify({ last, size }));
        const short = Math.min(size.width, size.height) + 16;
        assert.ok(short ** 2 * Math.max(wanted, 1 / wanted) > BUDGET[resolution], JSON.stringify({ last, size }));
      }
    }
  });

  test('a reference wider than 8:1 or taller than 1:8 is clamped', () => {
    const params = { resolution: '1K', referenceMediaItems: [reference] };
    assert.equal(ratioOf(sizeOf(params, { width: 10_000, height: 10 })), 8);
    assert.equal(ratioOf(sizeOf(params, { width: 1, height: 30_000 })), 1 / 8);
    assert.deepEqual(sizeOf(params, { width: 77, height: 77 }), { width: 1024, height: 1024 });
  });
});
