import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { parseRequests } from './samples/parse-request.ts';
import type { SampleRequest } from './samples/request.ts';
import { samplesOf } from './samples.ts';
import { blocksOf } from './testing.ts';

const BASE_URL = 'http://127.0.0.1:8787';
const AWKWARD = `It's "5 $" \\ \`now\` – 日本, 100 % & more\nin two lines`;

function tabsOf(steps: readonly SampleRequest[], baseUrl = BASE_URL): ReadonlyMap<string | undefined, string> {
  return new Map(blocksOf(samplesOf(steps, baseUrl)).map(({ tab, text }) => [tab, text]));
}

function create(json: Readonly<Record<string, unknown>>): SampleRequest {
  return { method: 'POST', path: '/api/v1/generations', query: {}, json };
}

/** The body that a shell hands to curl. */
function sentBody(script: string): unknown {
  const curl =
    'curl() { while [ $# -gt 1 ]; do [ "$1" = -d ] && body=$2; shift; done; [ "$1" = @- ] && cat || printf %s "$1"; }';
  return JSON.parse(
    execFileSync('bash', ['--norc', '-c', `${curl}\n${script}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { FILE_URL: 'u&1' },
    }),
  );
}

describe('samples', () => {
  test('a shell passes on awkward texts as they are', () => {
    const json = { model: 'm', prompt: AWKWARD };
    assert.deepEqual(sentBody(tabsOf([create(json)]).get('curl') ?? ''), json);
  });

  test('a shell fills in names, and leaves all else as it is', () => {
    const json = {
      model: 'm',
      prompt: AWKWARD,
      params: { referenceMediaItems: [{ url: '$FILE_URL', kind: 'image' }] },
    };
    const filled = { ...json, params: { referenceMediaItems: [{ url: 'u&1', kind: 'image' }] } };
    assert.deepEqual(sentBody(tabsOf([create(json)]).get('curl') ?? ''), filled);
  });

  test('names become variables in TypeScript and Python, read from the environment unless a step saved them', () => {
    const [step] = parseRequests('GET /api/v1/generations/$TASK_ID?wait=60');
    assert.ok(step);
    const tabs = tabsOf([step]);
    assert.match(tabs.get('TypeScript') ?? '', /const \{ TASK_ID = "" \} = process\.env;/);
    assert.match(tabs.get('TypeScript') ?? '', /generations\.retrieve\(TASK_ID, \{ wait: 60 \}\)/);
    assert.match(tabs.get('Python') ?? '', /task_id = os\.environ\["TASK_ID"\]/);
    assert.match(tabs.get('Python') ?? '', /f"\{API\}\/generations\/\{task_id\}"/);
    assert.match(tabs.get('curl') ?? '', /"http:\/\/127\.0\.0\.1:8787\/api\/v1\/generations\/\$TASK_ID\?wait=60"/);
  });

  test('a public route is called without a key', () => {
    for (const text of tabsOf(parseRequests('GET /api/v1/models')).values()) assert.doesNotMatch(text, /API_KEY/);
  });

  test('the command is shown where it does the same, with the address of a server that is not the usual one', () => {
    const request = create({ model: 'm', prompt: 'Say "hi"', params: { seed: 1, watermark: 'true' } });
    const command =
      'rivya generate "Say \\"hi\\"" \\\n  --model m \\\n  --seed 1 \\\n  --watermark \\\n  -o picture.png';
    assert.equal(tabsOf([request]).get('CLI'), command);
    assert.equal(tabsOf([request], 'https://x.example').get('CLI'), `export RIVYA_URL=https://x.example\n${command}`);
    assert.equal(tabsOf([create({ model: 'm', prompt: 'p', client_request_id: 'c' })]).has('CLI'), false);
    assert.equal(tabsOf([create({ model: 'm', prompt: 'p', params: { strength: 1 } })]).has('CLI'), false);
  });

  test('a block that cannot be read is told by what it says', () => {
    for (const text of [
      'FETCH /api/v1/models',
      'GET /models',
      'GET /api/v1/files\nAccept: text/plain',
      'POST /api/v1/files\n\nkind',
    ]) {
      assert.throws(() => parseRequests(text), /^Error: Not a/);
    }
    assert.throws(
      () => samplesOf(parseRequests('POST /api/v1/models'), BASE_URL),
      /no method for POST \/api\/v1\/models/,
    );
  });
});
