import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { createCatalogue } from '../../catalogue/index.ts';
import { signMessage } from '../../platform/webhook-signature.ts';
import { createSite } from './index.ts';
import { blocksOf } from './testing.ts';

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const BODY = JSON.stringify({ id: 'evt_1', data: { prompt: 'Grüße' } });

/** Calls the printed function with a message and prints what it gives. */
function verifyBy(program: string, headers: Readonly<Record<string, string>>, body: string) {
  const call = [
    'import sys',
    'given = json.load(sys.stdin)',
    'print(json.dumps(verify(given["body"].encode(), given["headers"], given["secret"])))',
  ];
  return spawnSync('python3', ['-c', [program, ...call].join('\n')], {
    input: JSON.stringify({ body, headers, secret: SECRET }),
    encoding: 'utf8',
  });
}

test('the proof by hand that is printed takes what the server signs and refuses all else', (t) => {
  const site = createSite({ catalogue: createCatalogue(), baseUrl: () => 'http://127.0.0.1' });
  const blocks = blocksOf(site.find('en', 'api/webhooks')?.markdown ?? '');
  const program = blocks.find(({ tab }) => tab === 'By hand')?.text ?? assert.fail();
  if (spawnSync('python3', ['--version']).status !== 0) return t.skip('there is no python3');
  const sentAtMs = Date.now();
  const headers = signMessage({ id: 'evt_1', sentAtMs, body: BODY }, [
    `whsec_${Buffer.alloc(32, 4).toString('base64')}`,
    SECRET,
  ]);
  const taken = verifyBy(program, headers, BODY);
  assert.equal(taken.status, 0, taken.stderr);
  assert.deepEqual(JSON.parse(taken.stdout), JSON.parse(BODY));
  const old = signMessage({ id: 'evt_1', sentAtMs: sentAtMs - 3_600_000, body: BODY }, [SECRET]);
  for (const [headersOf, body] of [
    [headers, `${BODY} `],
    [{ ...headers, 'webhook-id': 'evt_2' }, BODY],
    [old, BODY],
  ] as const) {
    const refused = verifyBy(program, headersOf, body);
    assert.match(refused.stderr, /ValueError: not from Rivya/);
    assert.equal(refused.stdout, '');
  }
});
