import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CreateRequest, FilesApi, GenerationsApi, OtherRequest, PublicApiFile } from './index.ts';

// What the compiler takes and refuses; `tsc --noEmit` is the test.
type Equal<Left, Right> = [Left, Right] extends [Right, Left] ? true : false;

/** Never called. */
export async function checkTypes(generations: GenerationsApi, files: FilesApi, anyModel: string) {
  await generations.create({ model: 'wan-2-7-image-pro', prompt: 'A kite', params: { aspect_ratio: '16:9', seed: 0 } });
  await generations.create({ model: 'wan-2-7-image', prompt: 'A kite', params: { watermark: false } });
  await generations.run({ model: 'wan-2-7-image', prompt: 'A kite', params: null }, { timeoutMs: 1_000 });
  // @ts-expect-error: no such ratio
  await generations.create({ model: 'wan-2-7-image', prompt: 'A kite', params: { aspect_ratio: '5:4' } });
  // @ts-expect-error: no such parameter
  await generations.create({ model: 'wan-2-7-image', prompt: 'A kite', params: { colour: 'red' } });
  // @ts-expect-error: a prompt is required
  await generations.create({ model: 'wan-2-7-image' });
  // @ts-expect-error: no such field
  await generations.create({ model: 'wan-2-7-image', prompt: 'A kite', file: 'kite.png' });

  // A model this version does not know takes whatever its server takes.
  await generations.create({ model: 'z-image', prompt: 'A kite', params: { anything: 1 } });
  await generations.estimate({ model: anyModel, params: { anything: 1 } });
  const request: CreateRequest = { model: anyModel, prompt: 'A kite' };
  await generations.create(request);

  const file = await files.upload({ file: 'kite.png', kind: 'image' });
  const isImage: Equal<typeof file.kind, 'image'> = true;
  const referenceMediaItems = [{ url: file.url, kind: file.kind }];
  await generations.create({ model: 'wan-2-7-image', prompt: 'At night', params: { referenceMediaItems } });
  for await (const item of files.list()) item satisfies PublicApiFile;
  return isImage;
}

test('a request to any model is one that the client takes', () => {
  const request: OtherRequest = { model: 'z-image' };
  assert.equal(request.model, 'z-image');
});
