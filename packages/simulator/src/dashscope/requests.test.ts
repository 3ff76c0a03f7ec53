import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Ask, open, textRequest } from './testing.ts';

/** What is wrong, the request, and the refusal to expect (400 InvalidParameter unless given). */
type Row = {
  readonly wrong: string;
  readonly body: unknown;
  readonly ask?: Ask;
  readonly refusal: readonly [message: string, status?: number, code?: string];
};

const text = [{ text: 'two owls' }];
const withContent = (content: unknown, parameters: unknown = { size: '1K', n: 1 }) => ({
  model: 'wan2.7-image-pro',
  input: { messages: [{ role: 'user', content }] },
  parameters,
});
const withMessage = (message: unknown) => ({ model: 'wan2.7-image-pro', input: { messages: [message] } });
const withParameter = (name: string, value: unknown, others: Readonly<Record<string, unknown>> = {}) =>
  textRequest({ size: '1K', n: 1, ...others, [name]: value });
const palette = (...ratios: readonly unknown[]) => ratios.map((ratio) => ({ hex: '#C2D1E6', ratio }));
const tiny = 'data:image/png;base64,iVBORw0KGgo=';

const BODY = 'Required body invalid, please check the request body format.';
const ITEM = 'A content item must have text or image only';
const SIZE = 'parameters.size must be one of 1K, 2K, 4K or width*height, such as 1024*1024';
const RATIO = 'ratio in parameters.color_palette must be a string with two decimals, such as 23.51%';
const PIXELS = 'must be between 589824 and';

const FORM: readonly Row[] = [
  { wrong: 'no JSON', body: '{"model":', refusal: [BODY] },
  { wrong: 'a JSON array', body: [], refusal: [BODY] },
  { wrong: 'text/plain', body: textRequest(), ask: { headers: { 'content-type': 'text/plain' } }, refusal: [BODY] },
  { wrong: 'an unknown top-level field', body: { ...textRequest(), user: 'me' }, refusal: ['user is not supported'] },
  { wrong: 'no model', body: { input: textRequest().input }, refusal: ['model must be a string'] },
  { wrong: 'an unknown model', body: textRequest({}, 'wan2.6-t2i'), refusal: ['Model not exist.'] },
  { wrong: 'the public id as model', body: textRequest({}, 'wan-2-7-image-pro'), refusal: ['Model not exist.'] },
  { wrong: 'no input', body: { model: 'wan2.7-image' }, refusal: ['input must be an object'] },
  {
    wrong: 'input.prompt of older models',
    body: { ...textRequest(), input: { ...textRequest().input, prompt: 'x' } },
    refusal: ['input.prompt is not supported'],
  },
  {
    wrong: 'messages as object',
    body: { model: 'wan2.7-image', input: { messages: {} } },
    refusal: ['input.messages must be an array'],
  },
  {
    wrong: 'no message',
    body: { model: 'wan2.7-image', input: { messages: [] } },
    refusal: ['messages length only supports 1'],
  },
  {
    wrong: 'two messages',
    body: {
      model: 'wan2.7-image',
      input: {
        messages: [
          { role: 'user', content: text },
          { role: 'user', content: text },
        ],
      },
    },
    refusal: ['messages length only supports 1'],
  },
  {
    wrong: 'a system message',
    body: withMessage({ role: 'system', content: text }),
    refusal: ['role of input.messages[0] must be user'],
  },
  {
    wrong: 'a named message',
    body: withMessage({ role: 'user', content: text, name: 'me' }),
    refusal: ['input.messages[0].name is not supported'],
  },
  {
    wrong: 'content as text',
    body: withMessage({ role: 'user', content: 'two owls' }),
    refusal: ['content of input.messages[0] must be an array'],
  },
  { wrong: 'no text', body: withContent([{ image: tiny }]), refusal: ['content must have exactly one text'] },
  { wrong: 'two texts', body: withContent([...text, ...text]), refusal: ['content must have exactly one text'] },
  { wrong: 'an empty text', body: withContent([{ text: '' }]), refusal: ['text of a content item must be a string'] },
  { wrong: 'a content item with a type', body: withContent([{ type: 'text', text: 'x' }]), refusal: [ITEM] },
  { wrong: 'an OpenAI image_url item', body: withContent([...text, { image_url: { url: tiny } }]), refusal: [ITEM] },
  { wrong: 'text and image in one item', body: withContent([{ text: 'x', image: tiny }]), refusal: [ITEM] },
  { wrong: 'an item that is text', body: withContent(['two owls']), refusal: [ITEM] },
  {
    wrong: 'a null image',
    body: withContent([...text, { image: null }]),
    refusal: ['image of a content item must be a string'],
  },
  {
    wrong: 'ten images',
    body: withContent([...text, ...Array.from({ length: 10 }, () => ({ image: tiny }))]),
    refusal: ['The number of images should be [0, 9]'],
  },
];

const PARAMETERS: readonly Row[] = [
  { wrong: 'parameters as array', body: withContent(text, []), refusal: ['parameters must be an object'] },
  { wrong: 'parameters null', body: withContent(text, null), refusal: ['parameters must be an object'] },
  ...['prompt_extend', 'negative_prompt', 'aspect_ratio', 'resolution', 'response_format', 'ref_img', 'strength'].map(
    (name) => ({
      wrong: name,
      body: withParameter(name, name === 'prompt_extend' ? false : '1:1'),
      refusal: [`parameters.${name} is not supported by this model`] as const,
    }),
  ),
  {
    wrong: 'watermark as text',
    body: withParameter('watermark', 'false'),
    refusal: ['parameters.watermark must be a boolean'],
  },
  {
    wrong: 'watermark null',
    body: withParameter('watermark', null),
    refusal: ['parameters.watermark must be a boolean'],
  },
  {
    wrong: 'thinking_mode as number',
    body: withParameter('thinking_mode', 1),
    refusal: ['parameters.thinking_mode must be a boolean'],
  },
  {
    wrong: 'enable_sequential as text',
    body: withParameter('enable_sequential', 'true'),
    refusal: ['parameters.enable_sequential must be a boolean'],
  },
  { wrong: 'seed as text', body: withParameter('seed', '42'), refusal: ['parameters.seed must be an integer'] },
  { wrong: 'a fractional seed', body: withParameter('seed', 1.5), refusal: ['parameters.seed must be an integer'] },
  { wrong: 'seed null', body: withParameter('seed', null), refusal: ['parameters.seed must be an integer'] },
  { wrong: 'seed -1', body: withParameter('seed', -1), refusal: ['Range of seed should be [0, 2147483647]'] },
  { wrong: 'seed 2^31', body: withParameter('seed', 2 ** 31), refusal: ['Range of seed should be [0, 2147483647]'] },
  { wrong: 'n as text', body: withParameter('n', '1'), refusal: ['parameters.n must be an integer'] },
  { wrong: 'n 0', body: withParameter('n', 0), refusal: ['Range of n should be [1, 4]'] },
  { wrong: 'n 5', body: withParameter('n', 5), refusal: ['Range of n should be [1, 4]'] },
  {
    wrong: 'n 13 in a set',
    body: withParameter('n', 13, { enable_sequential: true }),
    refusal: ['Range of n should be [1, 12]'],
  },
  { wrong: 'size as number', body: withParameter('size', 1024), refusal: ['parameters.size must be a string'] },
  ...['1024x1024', '1024 * 1024', '2k', '8K', '1024*', '0*1024', '1024*1024*3', ''].map((size) => ({
    wrong: `size ${JSON.stringify(size)}`,
    body: withParameter('size', size),
    refusal: [SIZE] as const,
  })),
  { wrong: '767*767', body: withParameter('size', '767*767'), refusal: [`Total pixels (588289) ${PIXELS} 16777216`] },
  {
    wrong: '9999*9999',
    body: withParameter('size', '9999*9999'),
    refusal: [`Total pixels (99980001) ${PIXELS} 16777216`],
  },
  {
    wrong: 'more than 2K on the smaller model',
    body: textRequest({ size: '2049*2048', n: 1 }, 'wan2.7-image'),
    refusal: [`Total pixels (4196352) ${PIXELS} 4194304`],
  },
  {
    wrong: 'more than 2K in a set',
    body: withParameter('size', '4096*4096', { enable_sequential: true }),
    refusal: [`Total pixels (16777216) ${PIXELS} 4194304`],
  },
  {
    wrong: 'a ratio over 8:1',
    body: withParameter('size', '2832*352'),
    refusal: ['The aspect ratio of parameters.size must be between 1:8 and 8:1'],
  },
  {
    wrong: '4K on the smaller model',
    body: textRequest({ size: '4K', n: 1 }, 'wan2.7-image'),
    refusal: ['Size 4K is not supported for t2i scenario. Maximum supported size is 2K'],
  },
  {
    wrong: '4K in a set',
    body: withParameter('size', '4K', { enable_sequential: true }),
    refusal: ['Size 4K is not supported for t2i sequential scenario. Maximum supported size is 2K'],
  },
  {
    wrong: 'palette in a set',
    body: withParameter('color_palette', palette('50.00%', '25.00%', '25.00%'), { enable_sequential: true }),
    refusal: ['parameters.color_palette is not supported with enable_sequential'],
  },
  {
    wrong: 'palette as text',
    body: withParameter('color_palette', '#C2D1E6'),
    refusal: ['parameters.color_palette must be an array'],
  },
  {
    wrong: 'two colours',
    body: withParameter('color_palette', palette('50.00%', '50.00%')),
    refusal: ['The number of colors in parameters.color_palette should be [3, 10]'],
  },
  {
    wrong: 'eleven colours',
    body: withParameter('color_palette', palette(...Array(11).fill('9.09%'))),
    refusal: ['The number of colors in parameters.color_palette should be [3, 10]'],
  },
  { wrong: 'a numeric ratio', body: withParameter('color_palette', palette(50, 25, 25)), refusal: [RATIO] },
  {
    wrong: 'a ratio with one decimal',
    body: withParameter('color_palette', palette('50.0%', '25.00%', '25.00%')),
    refusal: [RATIO],
  },
  {
    wrong: 'a palette of 99.99%',
    body: withParameter('color_palette', palette('50.00%', '25.00%', '24.99%')),
    refusal: ['The sum of ratio in parameters.color_palette must be 100.00%'],
  },
  {
    wrong: 'a colour without #',
    body: withParameter('color_palette', [{ hex: 'C2D1E6', ratio: '100.00%' }, ...palette('0.00%', '0.00%')]),
    refusal: ['hex in parameters.color_palette must look like #C2D1E6'],
  },
  {
    wrong: 'a colour with a name',
    body: withParameter('color_palette', [
      { hex: '#C2D1E6', ratio: '100.00%', name: 'x' },
      ...palette('0.00%', '0.00%'),
    ]),
    refusal: ['Every item of parameters.color_palette must have hex and ratio only'],
  },
  {
    wrong: 'boxes without an image',
    body: withParameter('bbox_list', [[]]),
    refusal: ['The length of parameters.bbox_list (1) must be the number of images (0)'],
  },
  {
    wrong: 'boxes as object',
    body: withParameter('bbox_list', {}),
    refusal: ['parameters.bbox_list must be an array'],
  },
];

const HEADERS: readonly Row[] = [
  {
    wrong: 'no key',
    body: textRequest(),
    ask: { headers: { authorization: null } },
    refusal: ['No API-key provided.', 401, 'InvalidApiKey'],
  },
  {
    wrong: 'a wrong key',
    body: textRequest(),
    ask: { key: 'sk-wrong' },
    refusal: ['Invalid API-key provided.', 401, 'InvalidApiKey'],
  },
  {
    wrong: 'a key without Bearer',
    body: textRequest(),
    ask: { headers: { authorization: 'sk-wrong' } },
    refusal: ['Invalid API-key provided.', 401, 'InvalidApiKey'],
  },
  {
    wrong: 'no async header',
    body: textRequest(),
    ask: { headers: { 'x-dashscope-async': null } },
    refusal: ['current user api does not support synchronous calls.', 403, 'AccessDenied'],
  },
  {
    wrong: 'async header "true"',
    body: textRequest(),
    ask: { headers: { 'x-dashscope-async': 'true' } },
    refusal: ['current user api does not support synchronous calls.', 403, 'AccessDenied'],
  },
  {
    wrong: 'an unknown workspace',
    body: textRequest(),
    ask: { headers: { 'x-dashscope-workspace': 'llm-x' } },
    refusal: ['WorkSpace can not be found.', 404, 'WorkSpaceNotFound'],
  },
  {
    wrong: 'a body over the limit',
    body: textRequest({ size: 'x'.repeat(11 * 2 ** 20) }),
    refusal: ['Payload Too Large', 413, 'BadRequest.TooLarge'],
  },
];

test('every wrong request is refused with its status, code and text, and makes no task', async (t) => {
  const client = await open(t);
  for (const { wrong, body, ask, refusal } of [...FORM, ...PARAMETERS, ...HEADERS]) {
    const [message, status = 400, code = 'InvalidParameter'] = refusal;
    await t.test(wrong, async () => {
      const answer = await client.submit(body, ask);
      const { request_id: requestId, ...error } = answer.json;
      assert.deepEqual({ status: answer.status, ...error }, { status, code, message });
      assert.match(requestId ?? '', /^[0-9a-f-]{36}$/);
      assert.deepEqual(client.simulator.tasks(), []);
    });
  }
});
