import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../../catalogue/index.ts';
import { dashscopeServes, isModelName, upstreamModel } from './offers.ts';

const pro = createCatalogue().get('wan-2-7-image-pro').descriptor;

test('both Wan image models are served, by their upstream names', () => {
  const served = createCatalogue()
    .list()
    .filter(({ descriptor }) => dashscopeServes(descriptor))
    .map(({ id }) => [id, upstreamModel(id)]);
  assert.deepEqual(served.sort(), [
    ['wan-2-7-image', 'wan2.7-image'],
    ['wan-2-7-image-pro', 'wan2.7-image-pro'],
  ]);
});

test('a model is not served when its callers could ask for more than the upstream takes', () => {
  const huge = { ...pro.sizes, tiers: { '4K': { pixelsMax: 4096 * 4096, byRatio: {} } } };
  const tiny = {
    ...pro.sizes,
    tiers: { S: { pixelsMax: 1024 * 1024, byRatio: { '1:1': { width: 512, height: 512 } } } },
  };
  for (const model of [
    { ...pro, id: 'other' },
    { ...pro, prompt: { ...pro.prompt, charactersMax: 5001 } },
    { ...pro, referenceMedia: pro.referenceMedia && { ...pro.referenceMedia, maxFiles: 10 } },
    { ...pro, sizes: { ...pro.sizes, ratioMax: 9 } },
    { ...pro, sizes: huge },
    { ...pro, sizes: tiny },
  ]) {
    assert.equal(dashscopeServes(model), false);
  }
  assert.equal(dashscopeServes({ ...pro, referenceMedia: null }), true);
});

test('a name in a list is a model of ours, a snapshot of one, or a stranger', () => {
  for (const [name, model, is] of [
    ['wan2.7-image-pro', 'wan-2-7-image-pro', true],
    ['wan2.7-image-pro-2026-05-01', 'wan-2-7-image-pro', true],
    ['wan2.7-image', 'wan-2-7-image-pro', false],
    ['wan2.7-image', 'wan-2-7-image', true],
    ['wan2.7-image-2026-05-01', 'wan-2-7-image', true],
    ['wan2.7-image-pro', 'wan-2-7-image', false],
    ['qwen-image', 'wan-2-7-image', false],
    [undefined, 'wan-2-7-image', true],
  ] as const) {
    assert.equal(isModelName(name, model), is, `${name} for ${model}`);
  }
});
