import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCatalogue, type ModelDescriptor } from '../../catalogue/index.ts';
import type { EngineJob, EngineReference } from '../engine.ts';
import { keepsRatio, kieModelOf, kieServes } from './offers.ts';

const models = createCatalogue().list();

describe('which models are served', () => {
  test('both Wan image models of the catalogue, by the names the upstream has for them', () => {
    const served = models.filter(({ descriptor }) => kieServes(descriptor)).map(({ id }) => [id, kieModelOf(id)]);
    assert.deepEqual(served.sort(), [
      ['wan-2-7-image', 'wan/2-7-image'],
      ['wan-2-7-image-pro', 'wan/2-7-image-pro'],
    ]);
  });

  const pro = models.find(({ id }) => id === 'wan-2-7-image-pro')?.descriptor;
  const withParam = (param: ModelDescriptor['params'][number]): ModelDescriptor => {
    assert.ok(pro !== undefined);
    return { ...pro, params: [...pro.params.filter(({ key }) => key !== param.key), param] };
  };
  const select = (key: string, options: readonly string[]) =>
    ({ type: 'select', key, options, description: '' }) as const;

  test('no other model, whatever it is called', () => {
    assert.ok(pro !== undefined);
    for (const id of ['wan-2-8-image', 'wan/2-7-image', 'constructor']) assert.ok(!kieServes({ ...pro, id }));
  });

  test('not with a parameter or an option that cannot be passed on', () => {
    assert.ok(kieServes(withParam(select('resolution', ['1K']))));
    for (const param of [
      select('resolution', ['1K', '2K', '4K']),
      select('aspect_ratio', ['1:1', '2:3']),
      select('style', ['a']),
      select('constructor', ['a']),
      { type: 'number', key: 'resolution', description: '' } as const,
      { type: 'text', key: 'negative_prompt', max: 500, description: '' } as const,
    ]) {
      assert.ok(!kieServes(withParam(param)), param.key);
    }
  });
});

describe('the ratio with references', () => {
  const reference = (width: number | null, height: number | null): EngineReference => {
    const read = () => Promise.reject(new Error('not asked for'));
    return { fileId: 'file_1', mimeType: 'image/png', width, height, sizeBytes: 1, read };
  };
  const job = (width: number, height: number, ...references: EngineReference[]): EngineJob => {
    return { taskId: 'task_1', model: 'wan-2-7-image', prompt: 'x', params: {}, width, height, references };
  };

  for (const [title, made, isKept] of [
    ['none: any ratio', job(5760, 720), true],
    ['the same ratio', job(2560, 1440, reference(1920, 1080)), true],
    ['a screen that is nearly 16:9', job(2560, 1440, reference(1366, 768)), true],
    ['only the last one counts', job(2048, 2048, reference(1920, 1080), reference(300, 300)), true],
    ['another ratio', job(2048, 2048, reference(1920, 1080)), false],
    ['4:3 for a photo of 3:2', job(2304, 1728, reference(3000, 2000)), false],
    ['the same ratio lying down', job(1440, 2560, reference(1920, 1080)), false],
    ['beyond 8:1 it is padded to 8:1', job(5760, 720, reference(8000, 250)), true],
    ['beyond 1:8 it is padded to 1:8', job(720, 5760, reference(250, 8000)), true],
    ['unknown sides', job(2048, 2048, reference(null, null)), false],
  ] as const) {
    test(`${title}: ${isKept ? 'kept' : 'not kept'}`, () => assert.equal(keepsRatio(made), isKept));
  }

  test('whenever the ratio was left out, and so follows the last reference', () => {
    for (const model of models.filter(({ descriptor }) => kieServes(descriptor))) {
      for (const last of [
        { width: 100, height: 100 },
        { width: 4032, height: 3024 },
        { width: 1, height: 8000 },
        { width: 1021, height: 767 },
        { width: 241, height: 1900 },
        { width: 8000, height: 240 },
      ]) {
        for (const resolution of ['1K', '2K']) {
          const params = { resolution, referenceMediaItems: [{ url: 'https://a.example/x', kind: 'image' }] };
          const { width, height } = model.size(model.parse({ prompt: 'x', params }), last);
          const isKept = keepsRatio(job(width, height, reference(last.width, last.height)));
          assert.ok(isKept, `${last.width}x${last.height} at ${resolution}`);
        }
      }
    }
  });
});
