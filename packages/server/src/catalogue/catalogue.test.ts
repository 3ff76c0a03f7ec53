import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHttpServer } from '../platform/http/server.ts';
import { silentLog } from '../platform/testing.ts';
import { credits } from '../platform/units.ts';
import { createCatalogue, type ModelDescriptor, modelRoutes } from './index.ts';
import { wan27Image } from './models/wan-2-7-image.ts';

const zImage: ModelDescriptor = {
  ...wan27Image,
  id: 'z-image',
  displayName: 'Z-Image',
  billing: { type: 'FIXED', baseCredits: credits(1) },
  prompt: { isRequired: true, charactersMax: 1000 },
  params: [{ key: 'aspect_ratio', type: 'select', default: '1:1', options: ['1:1', '3:2'], description: 'Ratio' }],
  referenceMedia: null,
  sizes: {
    ratioParam: 'aspect_ratio',
    ratioMax: 1,
    multipleOf: 16,
    tiers: { '1K': { pixelsMax: 2 ** 20, byRatio: { '1:1': square(1024), '3:2': { width: 1248, height: 832 } } } },
  },
  supportedModes: ['text-to-image'],
  apiInputStatus: 'available_text',
  supportedApiInputs: ['text'],
  requiresUploadForModes: [],
  fileKinds: [],
  examples: [],
};

function square(side: number) {
  return { width: side, height: side };
}

async function get(url: string, descriptors?: readonly ModelDescriptor[]) {
  const app = createHttpServer(silentLog);
  modelRoutes(app, {
    catalogue: createCatalogue(descriptors),
    noticesOf: (id) => (id === 'wan-2-7-image' ? ['Painted.'] : []),
  });
  app.refuseOtherMethods();
  const response = await app.inject({ method: 'GET', url });
  await app.close();
  return { status: response.statusCode, body: response.json() };
}

describe('a model described in a few lines', () => {
  const catalogue = createCatalogue([wan27Image, zImage]);
  const model = catalogue.get('z-image');

  test('is validated', () => {
    assert.throws(() => model.parse({ prompt: 'x'.repeat(1_001) }), /prompt: must have at most 1000 characters/);
    assert.throws(() => model.parse({ prompt: 'A', params: { resolution: '1K' } }), /allowed: aspect_ratio\./);
  });

  test('is priced and sized', () => {
    const input = model.parse({ prompt: 'A', params: { aspect_ratio: '3:2' } });
    assert.equal(model.price(input), 1);
    assert.deepEqual(model.size(input, undefined), { width: 1248, height: 832 });
  });

  test('is listed as documented', async () => {
    const { body } = await get('/api/v1/models', [wan27Image, zImage]);
    const text =
      '{"id":"z-image","display_name":"Z-Image","category":"image","runtime":"async_task","base_credits":1,' +
      '"billing_type":"FIXED","supported_modes":["text-to-image"],"max_prompt_length":1000,"reference_media":null,' +
      '"params":[{"key":"aspect_ratio","type":"select","required":false,"default":"1:1","min":null,"max":null,' +
      '"step":null,"options":["1:1","3:2"],"description":"Ratio"}],"api_status":"available",' +
      '"api_input_status":"available_text","supported_api_inputs":["text"],"requires_files_api":false,' +
      '"requires_upload_for_modes":[],"url_input_supported":false,"file_kinds":[],"chat_capabilities":null,' +
      '"notices":[]}';
    assert.equal(JSON.stringify(body.data[1]), text);
  });
});

describe('price', () => {
  test('is fixed, whatever was asked for', () => {
    for (const [id, price] of [
      ['wan-2-7-image-pro', 12],
      ['wan-2-7-image', 5],
    ] as const) {
      const model = createCatalogue().get(id);
      assert.equal(model.price(model.parse({ prompt: 'A', params: { resolution: '1K' } })), price);
      assert.equal(model.price(model.parse({ prompt: 'A' })), price);
    }
  });
});

describe('get', () => {
  test('validation_failed for a model that is not there, naming those that are', () => {
    assert.throws(
      () => createCatalogue().get('wan-2.7'),
      /^Failure: model: "wan-2\.7" is not a model here; available: wan-2-7-image-pro, wan-2-7-image\.$/,
    );
    assert.throws(() => createCatalogue().get('toString'), { code: 'validation_failed' });
    assert.equal(createCatalogue().find('wan-2.7'), undefined);
  });

  test('validation_failed for chat models, saying so', () => {
    assert.throws(() => createCatalogue().get('gpt-5-2-chat'), /"gpt-5-2-chat" is a chat model/);
  });

  test('the message stays short with many models and long ids', () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ ...zImage, id: `model-${index}` }));
    const message = (() => {
      try {
        createCatalogue(many).get(`\n${'x'.repeat(9_999)}`);
      } catch (error) {
        return String(error);
      }
      return assert.fail();
    })();
    assert.match(message, /model-19 and 40 more\.$/);
    assert.ok(message.length < 500 && !message.includes('\n'));
  });
});

describe('GET /api/v1/models', () => {
  test('200: both models with every column of their page', async () => {
    const { status, body } = await get('/api/v1/models');
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ['object', 'data']);
    assert.deepEqual(
      body.data.map(({ id, base_credits, notices }: Record<string, unknown>) => ({ id, base_credits, notices })),
      [
        { id: 'wan-2-7-image-pro', base_credits: 12, notices: [] },
        { id: 'wan-2-7-image', base_credits: 5, notices: ['Painted.'] },
      ],
    );
    const [pro] = body.data;
    assert.deepEqual(pro.reference_media, {
      rule: 'Reference image: Upload up to 9 image files for image editing projects.',
      max_files: 9,
      kinds: { image: { max_mb: 20, mime_types: ['image/jpeg', 'image/png', 'image/webp'] } },
    });
    const seed = pro.params[3];
    assert.deepEqual(
      { ...seed, description: '' },
      {
        key: 'seed',
        type: 'number',
        required: false,
        default: null,
        min: 0,
        max: 2_147_483_647,
        step: 1,
        options: null,
        description: '',
      },
    );
    assert.equal(pro.requires_files_api, true);
    assert.equal(pro.api_input_status, 'partial_requires_files');
  });

  test('400 validation_failed: an unknown query key', async () => {
    const { status, body } = await get('/api/v1/models?limit=1');
    assert.equal(status, 400);
    assert.equal(body.error.details[0].path, 'limit');
  });
});

describe('GET /api/v1/models/{id}', () => {
  test('200: the same object as in the list', async () => {
    const { body: list } = await get('/api/v1/models');
    const { status, body } = await get('/api/v1/models/wan-2-7-image');
    assert.equal(status, 200);
    assert.deepEqual(body, list.data[1]);
  });

  test('404 not_found: an id that is not there', async () => {
    const { status, body } = await get('/api/v1/models/nothing');
    assert.equal(status, 404);
    assert.equal(body.error.code, 'not_found');
  });
});
