import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataUri, drawPicture } from '../pictures/testing.ts';
import { AT_ONCE, type Client, linksOf, open, textTask } from './testing.ts';

const palette = (...ratios: readonly unknown[]) => ratios.map((ratio) => ({ hex: '#C2D1E6', ratio }));
const withInput = (name: string, value: unknown, others: Readonly<Record<string, unknown>> = {}) =>
  textTask({ n: 1, ...others, [name]: value });

const MODEL = 'The model name you specified is not supported. Please verify the model name and try again.';
const RATIO = 'aspect_ratio is not within the range of allowed options: 1:1, 16:9, 4:3, 21:9, 3:4, 9:16, 8:1, 1:8';
const FOUR_K = '4K is only available for text-to-image with wan/2-7-image-pro';

const ROWS: readonly (readonly [wrong: string, body: unknown, message: string])[] = [
  ['no JSON', '{"model":', 'The request body must be a JSON object'],
  ['a JSON array', [], 'The request body must be a JSON object'],
  ['Alibaba’s model id', textTask({}, 'wan2.7-image-pro'), MODEL],
  ['no model', { input: { prompt: 'x' } }, MODEL],
  ['an unknown top-level field', { ...textTask(), webhook: 'x' }, 'webhook is not supported'],
  ['a callback that is no URL', { ...textTask(), callBackUrl: 'ftp://x' }, 'callBackUrl must be a http or https URL'],
  ['no input', { model: 'wan/2-7-image' }, 'input is required'],
  ['no prompt', { model: 'wan/2-7-image', input: {} }, 'prompt is required'],
  ['an empty prompt', withInput('prompt', ''), 'prompt is required'],
  ['a prompt of 5,001', withInput('prompt', 'x'.repeat(5_001)), 'prompt length must be less than or equal to 5000'],
  ...['negative_prompt', 'size', 'image_urls', 'parameters', 'prompt_extend', 'output_format'].map(
    (name) => [name, withInput(name, 'x'), `input.${name} is not supported`] as const,
  ),
  ['an unknown ratio', withInput('aspect_ratio', '3:2'), RATIO],
  ['a numeric ratio', withInput('aspect_ratio', 1), RATIO],
  ['resolution 8K', withInput('resolution', '8K'), 'resolution is not within the range of allowed options: 1K, 2K, 4K'],
  ['resolution 2k', withInput('resolution', '2k'), 'resolution is not within the range of allowed options: 1K, 2K, 4K'],
  ['4K on the smaller model', textTask({ resolution: '4K' }, 'wan/2-7-image'), FOUR_K],
  ['4K in a set', withInput('resolution', '4K', { enable_sequential: true }), FOUR_K],
  ['n as text', withInput('n', '1'), 'n must be an integer'],
  ['n 0', withInput('n', 0), 'n must be between 1 and 4'],
  ['n 5', withInput('n', 5), 'n must be between 1 and 4'],
  ['n 13 in a set', withInput('n', 13, { enable_sequential: true }), 'n must be between 1 and 12'],
  ['seed as text', withInput('seed', '1'), 'seed must be an integer'],
  ['seed null', withInput('seed', null), 'seed must be an integer'],
  ['seed -1', withInput('seed', -1), 'seed must be between 0 and 2147483647'],
  ['watermark as text', withInput('watermark', 'true'), 'watermark must be a boolean'],
  ['nsfw_checker as number', withInput('nsfw_checker', 0), 'nsfw_checker must be a boolean'],
  ['enable_sequential as text', withInput('enable_sequential', 'false'), 'enable_sequential must be a boolean'],
  [
    'thinking in a set',
    withInput('thinking_mode', true, { enable_sequential: true }),
    'thinking_mode is only available when enable_sequential is false and input_urls is empty',
  ],
  ['an empty palette', withInput('color_palette', []), 'The number of colors in color_palette should be [3, 10]'],
  [
    'a palette of 90%',
    withInput('color_palette', palette('30.00%', '30.00%', '30.00%')),
    'The sum of ratio in color_palette must be 100.00%',
  ],
  [
    'a palette in a set',
    withInput('color_palette', palette('40.00%', '30.00%', '30.00%'), { enable_sequential: true }),
    'color_palette is only available when enable_sequential is false',
  ],
  [
    'boxes without pictures',
    withInput('bbox_list', [[]]),
    'The length of bbox_list (1) must be the number of images (0)',
  ],
  ['input_urls as text', withInput('input_urls', 'https://x/y.png'), 'input_urls must be an array'],
  [
    'a data URI',
    withInput('input_urls', ['data:image/png;base64,iVBORw0KGgo=']),
    'input_urls must be http or https URLs',
  ],
  ['ten inputs', withInput('input_urls', Array(10).fill('https://x/y.png')), 'input_urls supports at most 9 images'],
  [
    'an input elsewhere',
    withInput('input_urls', ['https://example.com/y.png']),
    'The image in input_urls could not be fetched',
  ],
];

test('every wrong create is 422 in the body of an HTTP 200, and makes no task', async (t) => {
  const client = await open(t);
  for (const [wrong, body, message] of ROWS) {
    await t.test(wrong, async () => {
      const answer = await client.create(body);
      assert.deepEqual([answer.status, answer.text], [200, JSON.stringify({ code: 422, msg: message, data: null })]);
    });
  }
  assert.equal((await client.create(textTask(), { headers: { 'content-type': 'text/plain' } })).code, 422);
  assert.deepEqual(client.simulator.tasks(), []);
});

async function uploaded(client: Client, bytes: Uint8Array, name: string): Promise<string> {
  const body = { base64Data: dataUri(bytes), uploadPath: 'inputs', fileName: name };
  return String((await client.upload('/api/file-base64-upload', body)).data['downloadUrl']);
}

test('inputs: what makes no sense with them is refused, and each picture is checked', async (t) => {
  const client = await open(t);
  const good = await uploaded(client, await drawPicture(800, 400), 'good.png');
  const alpha = await uploaded(client, await drawPicture(300, 300, 'png', 4), 'alpha.png');
  const small = await uploaded(client, await drawPicture(200, 300), 'small.png');
  const message = async (input: Readonly<Record<string, unknown>>) =>
    (await client.create(textTask({ n: 1, ...input }))).msg;
  assert.equal(
    await message({ input_urls: [good], aspect_ratio: '1:1' }),
    'aspect_ratio is only available when input_urls is empty',
  );
  assert.equal(
    await message({ input_urls: [good], thinking_mode: true }),
    'thinking_mode is only available when enable_sequential is false and input_urls is empty',
  );
  assert.equal(await message({ input_urls: [good], resolution: '4K' }), FOUR_K);
  assert.equal(await message({ input_urls: [good, alpha] }), 'PNG images with an alpha channel are not supported');
  assert.equal(
    await message({ input_urls: [small] }),
    'The image size 200*300 is out of range: each side should be [240, 8000]',
  );
  assert.equal(
    await message({ input_urls: [good], bbox_list: [[[0, 0, 801, 400]]] }),
    'A box of bbox_list must be [x1, y1, x2, y2], integers inside the image',
  );
  assert.deepEqual(client.simulator.tasks(), []);

  assert.equal(await message({ input_urls: [good], resolution: '2K', bbox_list: [[[0, 0, 800, 400]]] }), 'success');
  assert.deepEqual(
    client.simulator.tasks().map((task) => [task.size, task.references]),
    [['2896*1440', 1]],
  );
});

test('everything documented is accepted; n is 4, or 12 in a set, when left out', async (t) => {
  const client = await open(t, AT_ONCE);
  const full = {
    aspect_ratio: '16:9',
    resolution: '4K',
    n: 1,
    thinking_mode: true,
    enable_sequential: false,
    watermark: false,
    seed: 0,
    nsfw_checker: false,
    input_urls: [],
    color_palette: palette('23.51%', '26.49%', '50.00%'),
    bbox_list: [],
  };
  for (const body of [textTask(full), textTask({}), textTask({ enable_sequential: true }, 'wan/2-7-image')]) {
    assert.equal((await client.create(body)).code, 200);
  }
  const tasks = client.simulator.tasks();
  assert.deepEqual(
    tasks.map((task) => [task.n, task.size, task.seed]),
    [
      [1, '5456*3072', 0],
      [4, '2048*2048', null],
      [12, '2048*2048', null],
    ],
  );
  assert.equal(client.simulator.billed(), 17);
});

test('unknown routes are a real 404', async (t) => {
  const client = await open(t);
  for (const path of ['/jobs/create', '/jobs/createTask/', '/jobs/cancel']) {
    assert.equal((await client.ask(`${client.simulator.baseUrl}${path}`)).status, 404);
  }
  assert.equal((await client.ask(`${client.simulator.baseUrl}/jobs/createTask`)).status, 404);
});

test('a result of this simulator can be an input', async (t) => {
  const client = await open(t, AT_ONCE);
  const [link] = linksOf(await client.query(await client.start()));
  assert.equal((await client.create(textTask({ n: 1, input_urls: [link] }))).code, 200);
});
