import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FileKind, ReferenceItem, ReferencePolicy } from '../catalogue/index.ts';
import { Failure } from '../platform/http/errors.ts';
import { newId } from '../platform/ids.ts';
import { createSecrets } from '../platform/secrets.ts';
import { DAY_MS, MB } from '../platform/units.ts';
import { deleteFile } from './delete-file.ts';
import { outputUrl, resolveReferences } from './index.ts';
import { type FileRow, insertFiles } from './store.ts';
import { createTestFiles, type TestFiles } from './testing.ts';
import { fileView } from './view.ts';

const OWNER = 'acct_owner';
const POLICY: ReferencePolicy = {
  rule: 'Anything up to 1 MB.',
  maxFiles: 9,
  requiresDurationToken: true,
  kinds: {
    image: { maxMb: 1, mimeTypes: ['image/png'] },
    audio: { maxMb: 1, mimeTypes: ['audio/x-wav'] },
  },
};

async function addFile(deps: TestFiles, changes: Partial<FileRow> = {}): Promise<FileRow> {
  const now = deps.clock.now();
  const row: FileRow = {
    id: newId('file', now),
    account_id: OWNER,
    kind: 'image',
    name: 'a.png',
    mime_type: 'image/png',
    size_bytes: 100,
    sha256: '00',
    width: 4,
    height: 3,
    duration_ms: null,
    generation_id: null,
    position: null,
    seed: null,
    client_request_id: null,
    created_at: now,
    expires_at: now + DAY_MS,
    ...changes,
  };
  await deps.db.transaction((tx) => insertFiles(tx, [row]));
  return row;
}

const addSound = (deps: TestFiles) =>
  addFile(deps, { kind: 'audio', mime_type: 'audio/wav', width: null, height: null, duration_ms: 2500 });

function item(url: string, kind: FileKind = 'image', rest: Partial<ReferenceItem> = {}): ReferenceItem {
  return { path: 'params.referenceMediaItems[0]', url, kind, ...rest };
}

async function problemsOf(deps: TestFiles, items: readonly ReferenceItem[]) {
  try {
    await resolveReferences(deps, OWNER, items, POLICY);
    return [];
  } catch (error) {
    assert.ok(error instanceof Failure && error.code === 'validation_failed', String(error));
    return error.details ?? [];
  }
}

const UPLOAD_FIRST = /upload the file to \/api\/v1\/files first/;

describe('resolving references', () => {
  test('a file is found by the id in the path, whatever the host, the base or the signature', async (t) => {
    const deps = await createTestFiles(t);
    const row = await addFile(deps);
    const urls = [
      fileView(deps, row).url,
      `https://cdn.elsewhere.example/some/base/media/${row.id}/x.png`,
      `http://127.0.0.1:1/media/${row.id}?signature=wrong`,
    ];
    const resolved = await resolveReferences(
      deps,
      OWNER,
      urls.map((url) => item(url)),
      POLICY,
    );
    for (const [index, reference] of resolved.entries()) {
      assert.deepEqual(reference, {
        item: item(urls[index] ?? ''),
        fileId: row.id,
        kind: 'image',
        mimeType: 'image/png',
        sizeBytes: 100,
        width: 4,
        height: 3,
      });
    }
  });

  test('foreign, unknown, expired, deleted and external urls read exactly the same', async (t) => {
    const deps = await createTestFiles(t);
    const foreign = await addFile(deps, { account_id: 'acct_other' });
    const expired = await addFile(deps, { expires_at: deps.clock.now() });
    const deleted = await addFile(deps);
    await deleteFile(deps, OWNER, deleted.id);
    const known = await addFile(deps);
    const urls = [
      ...[foreign, expired, deleted].map((row) => fileView(deps, row).url),
      `https://media.test/media/${newId('file')}/a.png`,
      'https://cdn.example.com/reference-image.png',
      `https://media.test/other/${known.id}/a.png`,
      `file:///media/${known.id}/a.png`,
      `/media/${known.id}/a.png`,
      'not a url',
    ];
    const messages = await Promise.all(urls.map((url) => problemsOf(deps, [item(url)])));
    for (const [index, problems] of messages.entries()) {
      assert.deepEqual(problems, messages[0], urls[index]);
      assert.equal(problems[0]?.path, 'params.referenceMediaItems[0].url');
      assert.match(problems[0]?.message ?? '', UPLOAD_FIRST);
    }
  });

  test('kind, type and size are held against what the model takes', async (t) => {
    const deps = await createTestFiles(t);
    const image = fileView(deps, await addFile(deps)).url;
    const video = fileView(deps, await addFile(deps, { kind: 'video', mime_type: 'video/mp4' })).url;
    const jpeg = fileView(deps, await addFile(deps, { mime_type: 'image/jpeg' })).url;
    const large = fileView(deps, await addFile(deps, { size_bytes: MB + 1 })).url;
    const found = async (one: ReferenceItem) =>
      (await problemsOf(deps, [one])).map(({ path }) => path.split('.').at(-1));
    assert.deepEqual(await found(item(image, 'audio')), ['kind']);
    assert.deepEqual(await found(item(video, 'video')), ['kind']);
    assert.deepEqual(await found(item(jpeg)), ['url']);
    assert.deepEqual(await found(item(large)), ['url']);
    assert.match((await problemsOf(deps, [item(jpeg)]))[0]?.message ?? '', /image\/jpeg.*image\/png/);
  });

  test('every problem of every item is told at once', async (t) => {
    const deps = await createTestFiles(t);
    const jpeg = fileView(deps, await addFile(deps, { mime_type: 'image/jpeg' })).url;
    const items = [item('https://x.test/a.png'), { ...item(jpeg), path: 'params.referenceMediaItems[1]' }];
    assert.deepEqual(
      (await problemsOf(deps, items)).map(({ path }) => path),
      ['params.referenceMediaItems[0].url', 'params.referenceMediaItems[1].url'],
    );
  });

  test('a result of an earlier task is as good as an upload', async (t) => {
    const deps = await createTestFiles(t);
    const row = await addFile(deps, { generation_id: 'task_1', position: 0 });
    const url = outputUrl(deps, { id: row.id, name: row.name, mimeType: row.mime_type, expiresAtMs: row.expires_at });
    assert.deepEqual(await problemsOf(deps, [item(url)]), []);
  });
});

describe('duration tokens', () => {
  test('the token of the upload proves the duration, and stated seconds must agree with it', async (t) => {
    const deps = await createTestFiles(t);
    const view = fileView(deps, await addSound(deps));
    const durationToken = view.duration_token ?? '';
    assert.equal(view.duration_seconds, 2.5);
    assert.deepEqual(await problemsOf(deps, [item(view.url, 'audio', { durationToken })]), []);
    assert.deepEqual(await problemsOf(deps, [item(view.url, 'audio', { durationToken, durationSeconds: 2.5 })]), []);
    const [problem] = await problemsOf(deps, [item(view.url, 'audio', { durationToken, durationSeconds: 1 })]);
    assert.equal(problem?.path, 'params.referenceMediaItems[0].durationToken');
    assert.match(problem?.message ?? '', /2\.5 s.*says 1/);
  });

  test('missing where it is required, forged, altered, of another file or outdated: refused by its path', async (t) => {
    const deps = await createTestFiles(t);
    const row = await addSound(deps);
    const view = fileView(deps, row);
    const token = view.duration_token ?? '';
    const other = fileView(deps, await addSound(deps)).duration_token ?? '';
    const foreign = fileView(deps, { ...row, account_id: 'acct_other' }).duration_token ?? '';
    const outdated = fileView(deps, { ...row, expires_at: deps.clock.now() }).duration_token ?? '';
    const secrets = createSecrets(['another-secret-another-secret-another']);
    const forged = fileView({ ...deps, secrets }, row).duration_token ?? '';
    const cases: readonly [string | undefined, RegExp][] = [
      [undefined, /is required/],
      ['', /is not a duration_token/],
      [token.replace('.2500.', '.9500.'), /is not a duration_token/],
      [forged, /is not a duration_token/],
      [foreign, /is not a duration_token/],
      [other, /another file/],
      [outdated, /expired/],
    ];
    for (const [durationToken, message] of cases) {
      const rest = durationToken === undefined ? {} : { durationToken };
      const problems = await problemsOf(deps, [item(view.url, 'audio', rest)]);
      assert.deepEqual(
        problems.map(({ path }) => path),
        ['params.referenceMediaItems[0].durationToken'],
      );
      assert.match(problems[0]?.message ?? '', message);
    }
  });

  test('stays good when the secret is rotated, and is not asked for where the model does not', async (t) => {
    const deps = await createTestFiles(t);
    const view = fileView(deps, await addSound(deps));
    const secrets = createSecrets(['new-secret-new-secret-new-secret-new', 'files-test-secret-files-test-secret']);
    const durationToken = view.duration_token ?? '';
    assert.deepEqual(await problemsOf({ ...deps, secrets }, [item(view.url, 'audio', { durationToken })]), []);
    const { requiresDurationToken: _, ...lenient } = POLICY;
    const resolved = await resolveReferences(deps, OWNER, [item(view.url, 'audio')], lenient);
    assert.equal(resolved.length, 1);
  });
});
