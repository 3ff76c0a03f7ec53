import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { testFolder } from '../../platform/testing.ts';
import { readMedia } from './read-media.ts';
import type { MediaType } from './read-tracks.ts';
import { testVideo, testWav } from './testing.ts';

function read(t: TestContext, bytes: Uint8Array, type: MediaType, timeMsMax?: number) {
  const path = join(testFolder(t), 'media');
  writeFileSync(path, bytes);
  return readMedia(path, type, timeMsMax);
}

describe('reading video and audio', () => {
  test('tells how long it plays and how large it is shown', async (t) => {
    assert.deepEqual(await read(t, await testVideo('mp4'), 'video/mp4'), { durationMs: 2500, width: 320, height: 180 });
    assert.deepEqual(await read(t, testWav(1.25), 'audio/wav'), { durationMs: 1250, width: null, height: null });
  });

  test('refuses what is cut off, empty or another format', async (t) => {
    const mp4 = await testVideo('mp4');
    await assert.rejects(read(t, mp4.subarray(0, mp4.length * 0.9), 'video/mp4'));
    await assert.rejects(read(t, mp4.subarray(0, 40), 'video/mp4'));
    await assert.rejects(read(t, testWav(0), 'audio/wav'));
    await assert.rejects(read(t, testWav(1), 'video/webm'));
  });

  test('gives up when its time is over, before the reader has said anything', async (t) => {
    await assert.rejects(read(t, await testVideo('webm'), 'video/webm', 0), /took too long/);
  });
});
