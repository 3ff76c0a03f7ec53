import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { dataUri, drawBmp, drawPicture } from '../pictures/testing.ts';
import { imageRequest, linksOf, open, textRequest } from './testing.ts';

const URL_INVALID = 'The provided URL does not appear to be valid.';
const DATA_URI = 'A data URI must be data:image/<jpeg, png, bmp or webp>;base64,<data>';

test('images that are not as documented are refused', async (t) => {
  const client = await open(t, { bodyBytesMax: 64 * 2 ** 20 });
  const png = await drawPicture(300, 300);
  const jpeg = await drawPicture(300, 300, 'jpeg');
  const broken = 'The image format is illegal and cannot be opened';
  const range = (size: string) => `The image size ${size} is out of range: each side should be [240, 8000]`;
  const rows: readonly (readonly [wrong: string, image: string, message: string, code?: string])[] = [
    ['bare base64', png.toString('base64'), URL_INVALID, 'InvalidURL'],
    ['a file path', 'file:///tmp/a.png', URL_INVALID, 'InvalidURL'],
    ['a link without host', 'https://', URL_INVALID, 'InvalidURL'],
    ['a link to another host', 'https://example.com/a.png', 'Image download failed', 'InvalidURL'],
    ['oss:// without the resolve header', 'oss://dashscope-instant/a.png', URL_INVALID, 'InvalidURL'],
    ['a data URI without base64', 'data:image/png,abc', DATA_URI],
    ['a data URI with a parameter', `data:image/png;charset=utf-8;base64,${png.toString('base64')}`, DATA_URI],
    ['an SVG', dataUri(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'), DATA_URI],
    ['a GIF', dataUri(await drawPicture(300, 300, 'gif'), 'image/gif'), DATA_URI],
    ['a GIF called PNG', dataUri(await drawPicture(300, 300, 'gif')), broken],
    ['url-safe base64', 'data:image/png;base64,ab-_', 'The image is not valid base64'],
    ['cut base64', dataUri(png).slice(0, -1), 'The image is not valid base64'],
    ['text called PNG', dataUri(Buffer.from('two owls')), broken],
    ['half a PNG', dataUri(png.subarray(0, png.length / 2)), broken],
    ['half a JPEG', dataUri(jpeg.subarray(0, jpeg.length / 2), 'image/jpeg'), broken],
    ['a JPEG called PNG', dataUri(jpeg), 'The image format does not match its MIME type'],
    [
      'a PNG with alpha',
      dataUri(await drawPicture(300, 300, 'png', 4)),
      'PNG images with an alpha channel are not supported',
    ],
    ['a side of 239', dataUri(await drawPicture(300, 239)), range('300*239')],
    ['a side of 8001', dataUri(await drawPicture(8_001, 1_100)), range('8001*1100')],
    [
      'a ratio over 8:1',
      dataUri(await drawPicture(2_000, 249)),
      'The aspect ratio of the image should be between 1:8 and 8:1',
    ],
    [
      'over 20 MB',
      dataUri(Buffer.concat([jpeg, Buffer.alloc(20 * 2 ** 20)]), 'image/jpeg'),
      'The image size exceeds 20MB',
    ],
  ];
  for (const [wrong, image, message, code = 'InvalidParameter'] of rows) {
    await t.test(wrong, async () => {
      const answer = await client.submit(imageRequest([image]));
      assert.deepEqual([answer.status, answer.json.code, answer.json.message], [400, code, message]);
    });
  }
  assert.deepEqual(client.simulator.tasks(), []);
});

test('JPEG, PNG, BMP and WebP are accepted, nine of them, at the documented limits', async (t) => {
  const client = await open(t);
  const jpeg = await drawPicture(240, 240, 'jpeg');
  const images = [
    dataUri(jpeg, 'image/jpeg'),
    dataUri(jpeg, 'image/jpg'),
    dataUri(await drawPicture(8_000, 1_000)),
    dataUri(await drawPicture(240, 1_920)),
    dataUri(await drawPicture(300, 300, 'webp', 4), 'image/webp'),
    dataUri(drawBmp(300, 241), 'image/bmp'),
  ];
  const answer = await client.submit(imageRequest([...images, ...images.slice(0, 3)]));
  assert.deepEqual([answer.status, answer.json.message], [200, undefined]);
  assert.equal(client.simulator.tasks()[0]?.references, 9);
});

test('with images a tier has the last image’s ratio, and 4K is refused', async (t) => {
  const client = await open(t);
  const images = [dataUri(await drawPicture(400, 300)), dataUri(await drawPicture(800, 400))];
  await client.submit(imageRequest(images, { size: '2K', n: 1 }));
  await client.submit(imageRequest(images, { size: '1280*720', n: 1 }));
  await client.submit(imageRequest(images, { n: 1 }, 'wan2.7-image'));
  assert.deepEqual(
    client.simulator.tasks().map((task) => task.size),
    ['2896*1440', '1280*720', '2896*1440'],
  );
  const tier = await client.submit(imageRequest(images, { size: '4K', n: 1 }));
  assert.equal(tier.json.message, 'Size 4K is not supported for i2i scenario. Maximum supported size is 2K');
  const explicit = await client.submit(imageRequest(images, { size: '4096*4096', n: 1 }));
  assert.equal(explicit.json.message, 'Total pixels (16777216) must be between 589824 and 4194304');
});

test('boxes: one list an image, two boxes each, inside the image', async (t) => {
  const client = await open(t);
  const images = [dataUri(await drawPicture(400, 300)), dataUri(await drawPicture(300, 300))];
  const withBoxes = async (boxes: unknown) =>
    (await client.submit(imageRequest(images, { n: 1, bbox_list: boxes }))).json.message;
  const box = [0, 0, 400, 300];
  assert.equal(await withBoxes([[box, [10, 10, 20, 20]], []]), undefined);
  const inside = 'A box of parameters.bbox_list must be [x1, y1, x2, y2], integers inside the image';
  assert.equal(await withBoxes([[box]]), 'The length of parameters.bbox_list (1) must be the number of images (2)');
  assert.equal(await withBoxes([[box, box, box], []]), 'parameters.bbox_list supports at most 2 boxes for each image');
  assert.equal(await withBoxes([[], box]), 'parameters.bbox_list supports at most 2 boxes for each image');
  assert.equal(await withBoxes([[], 'x']), 'Every item of parameters.bbox_list must be an array');
  for (const wrong of [
    [0, 0, 401, 300],
    [20, 0, 10, 300],
    [0, 0, 1.5, 3],
    [-1, 0, 10, 10],
    [0, 0, 10],
  ]) {
    assert.equal(await withBoxes([[wrong], []]), inside, JSON.stringify(wrong));
  }
});

test('a result link of this simulator can be an image until it expires', async (t) => {
  let nowMs = Date.now();
  const client = await open(t, { now: () => nowMs, pendingMs: 0, runningMs: 0 });
  const [link = ''] = linksOf(await client.query(await client.start(textRequest({ size: '1280*720', n: 1 }))));
  assert.equal((await client.submit(imageRequest([link]))).status, 200);
  assert.equal(client.simulator.tasks().at(-1)?.size, '1360*768');
  nowMs += 24 * 3_600_000;
  assert.equal((await client.submit(imageRequest([link]))).json.message, 'Image download failed');
});

test('other links are fetched when set so: a picture with type and length, no redirect', async (t) => {
  const png = await drawPicture(300, 300);
  const host = createServer((request, response) => {
    if (request.url === '/moved') return response.writeHead(302, { location: '/good' }).end();
    if (request.url === '/page')
      return response.writeHead(200, { 'content-type': 'text/html', 'content-length': 1 }).end('x');
    response.writeHead(request.url === '/good' ? 200 : 404, {
      'content-type': 'image/png',
      'content-length': png.length,
    });
    return response.end(png);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  t.after(() => host.close());
  const address = host.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const client = await open(t, { imageUrls: 'any' });
  const message = async (path: string) => (await client.submit(imageRequest([`${origin}${path}`]))).json.message;
  assert.equal(await message('/good'), undefined);
  assert.equal(await message('/gone'), 'Image download failed');
  assert.equal(await message('/moved'), 'Image download failed');
  assert.equal(await message('/page'), 'Wrong Content-Type of multimodal url');
});
