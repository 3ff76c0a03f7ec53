import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { testFolder } from '../platform/testing.ts';
import { rivya } from './testing.ts';

const TOKEN = 'a-token-for-this-test';

/** An address where nothing listens. */
async function nowhere(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}

/** A server that keeps what it was sent and answers one thing. */
async function recorder(t: TestContext, answer: object, status = 200) {
  const seen: {
    method: string | undefined;
    url: string | undefined;
    authorization: string | undefined;
    body: string;
  }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ method: request.method, url: request.url, authorization: request.headers.authorization, body });
    response.writeHead(status).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { seen, env: { RIVYA_URL: `http://127.0.0.1:${address.port}`, RIVYA_ADMIN_TOKEN: TOKEN } };
}

const WALLET = { account_id: 'acct_1', account_name: 'acme', current_credits: 995, held_credits: 0, entries: [] };

/** An incident as the server tells it. */
function incident(id: string, message: string, more: object = {}) {
  const at = '2026-05-11T01:00:00.000Z';
  const times = { times: 1, created_at: at, last_at: at, resolved_at: null };
  return { id, kind: 'purchase_unclear', subject_id: null, message, ...times, note: null, ...more };
}

describe('rivya', { concurrency: 2 }, () => {
  test('--help explains itself on stdout and exits 0', async () => {
    const { code, stdout, stderr } = await rivya(['--help']);
    assert.deepEqual([code, stderr], [0, '']);
    for (const command of [
      'demo',
      'serve',
      'generate',
      'models',
      'webhooks',
      'accounts',
      'keys',
      'credits',
      'ledger',
      'incidents',
      'engines',
    ]) {
      assert.match(stdout, new RegExp(`^  ${command}\\b`, 'm'));
    }
  });

  test('an unknown command exits 2 with one line on stderr and nothing on stdout', async () => {
    const { code, stdout, stderr } = await rivya(['serv']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(stderr, "error: unknown command 'serv' (Did you mean serve?) See --help.\n");
  });

  test('a wrong argument with --json is one line of JSON on stderr', async () => {
    const { code, stdout, stderr } = await rivya(['credits', 'adjust', 'acme', 'lots', '--json']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(JSON.parse(stderr).error.code, 'usage');
    assert.equal(stderr.trim().split('\n').length, 1);
  });

  test('no server: exit 1 and one line that says what to do', async () => {
    const url = await nowhere();
    const { code, stdout, stderr } = await rivya(['models'], { RIVYA_URL: url });
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(
      stderr,
      `error: No server answers at ${url} (connection refused). Start one with "rivya serve" or set RIVYA_URL.\n`,
    );
  });

  test('no admin token: exit 1, naming the file that was looked for', async (t) => {
    const folder = testFolder(t);
    const { code, stderr } = await rivya(['accounts', 'list'], {}, folder);
    assert.equal(code, 1);
    assert.match(stderr, /^error: There is no admin token at .*\.rivya.admin\.token\. Set RIVYA_ADMIN_TOKEN/);
  });

  test('no API key: exit 1 before anything is sent', async () => {
    const { code, stderr } = await rivya(['generate', 'a cat'], { RIVYA_URL: await nowhere() });
    assert.equal(code, 1);
    assert.match(stderr, /^error: Set RIVYA_API_KEY/);
  });

  test('settings with faults keep the server from starting: all of them, exit 1, nothing made', async (t) => {
    const folder = testFolder(t);
    const { code, stdout, stderr } = await rivya(
      ['serve', '--port', 'x'],
      { RIVYA_LOG_LEVEL: 'loud', RIVYA_PROT: '1' },
      folder,
    );
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(
      stderr,
      /^error: RIVYA_PROT is not a setting .*\n +--port must be .*\n +RIVYA_LOG_LEVEL must be .*\n$/,
    );
  });

  test('a negative amount reaches the server, with the admin token', async (t) => {
    const { seen, env } = await recorder(t, WALLET);
    const { code, stdout } = await rivya(['credits', 'adjust', 'acme', '-5', '--note', 'oops'], env);
    assert.deepEqual([code, stdout], [0, 'Adjusted by -5. acme has 995 credits.\n']);
    assert.deepEqual(seen, [
      {
        method: 'POST',
        url: '/admin/v1/credits/adjust',
        authorization: `Bearer ${TOKEN}`,
        body: '{"account":"acme","amount":-5,"note":"oops"}',
      },
    ]);
  });

  test('--json prints the one value the server sent, wherever the flag stands', async (t) => {
    const { env } = await recorder(t, { ...WALLET, replayed: false, added_later: true });
    const { code, stdout, stderr } = await rivya(['--json', 'credits', 'grant', 'acme', '1000'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(JSON.parse(stdout), { ...WALLET, replayed: false, added_later: true });
  });

  test('a broken ledger is told on stdout and exits 1', async (t) => {
    const report = {
      ok: false,
      problem_count: 1,
      problems: [{ message: 'acct_1 is broken' }],
      checked: { accounts: 1, entries: 2, generations: 3 },
    };
    const { env } = await recorder(t, report);
    const { code, stdout, stderr } = await rivya(['ledger', 'verify', '--json'], env);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), report);
    assert.equal(JSON.parse(stderr).error.code, 'ledger_broken');
  });

  test('engines are told in a table, one line for each credential', async (t) => {
    const credentials = [
      { name: 'main', state: 'stopped', paused_until: '2026-05-11T01:00:00.000Z', tasks_in_process: 3, message: 'No.' },
      { name: 'second', state: 'failing', paused_until: null, tasks_in_process: 0, message: 'Down.' },
      { name: 'third', state: 'open', paused_until: null, tasks_in_process: 12, message: null },
    ];
    const data = [
      { id: 'dashscope', models: ['a', 'b'], credentials },
      { id: 'painter', models: [], credentials: [] },
    ];
    const { env } = await recorder(t, { object: 'list', data, has_more: false, next_cursor: null });
    const { code, stdout, stderr } = await rivya(['engines'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(
      stdout,
      [
        'ENGINE     MODELS      CREDENTIAL  STATE                               TASKS  MESSAGE',
        'dashscope  a, b        main        stopped until 2026-05-11 01:00:00Z      3  No.',
        'dashscope  a, b        second      failing, trying again                   0  Down.',
        'dashscope  a, b        third       open                                   12  -',
        'painter    (no route)  -           open                                    -  -',
        '',
      ].join('\n'),
    );
  });

  test('resuming names the engine in the path and the credential in the body', async (t) => {
    const engine = { id: 'dashscope', models: [], credentials: [] };
    const { seen, env } = await recorder(t, engine);
    const { code, stdout } = await rivya(['engines', 'resume', 'dashscope', '--credential', 'main', '--json'], env);
    assert.deepEqual([code, JSON.parse(stdout)], [0, engine]);
    assert.deepEqual([seen[0]?.url, seen[0]?.body], ['/admin/v1/engines/dashscope/resume', '{"credential":"main"}']);
    await rivya(['engines', 'resume', 'dashscope'], env);
    assert.equal(seen[1]?.body, '{}');
  });

  test('incidents are told in lines, with what finds the work upstream taken out of the message', async (t) => {
    const handle = '{"credential":"main","taskId":"a-1","submittedAtMs":1778457600000}';
    const data = [
      incident('inc_2', `It may be billed (dashscope/main, handle ${handle}, request r-9).`, {
        ...{ subject_id: 'task_1', times: 3, last_at: '2026-05-11T02:00:00.000Z' },
      }),
      incident('inc_1', 'Submits keep\u001b[2J failing (for now).', {
        ...{ resolved_at: '2026-05-11T03:00:00.000Z', note: 'Gone by itself.' },
      }),
    ];
    const { env, seen } = await recorder(t, { object: 'list', data, has_more: true, next_cursor: 'next' });
    const { code, stdout, stderr } = await rivya(['incidents', '--all', '--limit', '2'], env);
    assert.deepEqual([code, stderr], [0, '']);
    assert.deepEqual(
      seen.map(({ url }) => url),
      ['/admin/v1/incidents?state=all&limit=2'],
    );
    assert.equal(
      stdout,
      [
        'inc_2',
        '  kind: purchase_unclear',
        '  about: task_1',
        '  when: 2026-05-11 01:00:00Z',
        '  times: 3, the last one at 2026-05-11 02:00:00Z',
        '  message: It may be billed.',
        '  upstream: dashscope/main',
        '  credential: main',
        '  taskId: a-1',
        '  submittedAtMs: 1778457600000',
        '  request: r-9',
        '',
        'inc_1',
        '  kind: purchase_unclear',
        '  when: 2026-05-11 01:00:00Z',
        '  message: Submits keep [2J failing (for now).',
        '  resolved: 2026-05-11 03:00:00Z',
        '  note: Gone by itself.',
        '',
        'There are more than these 2; --limit shows more.',
        '',
      ].join('\n'),
    );
    const json = await rivya(['incidents', '--limit', '2', '--json'], env);
    assert.deepEqual(JSON.parse(json.stdout), { object: 'list', data, has_more: true });
    assert.equal(seen.at(-1)?.url, '/admin/v1/incidents?state=open&limit=2');
  });

  test('all pages of incidents are asked for, and no more than the limit', async (t) => {
    const page = { object: 'list', data: [incident('inc_1', 'One.')], has_more: true, next_cursor: 'next' };
    const { env, seen } = await recorder(t, page);
    const { stdout } = await rivya(['incidents', '--limit', '3', '--json'], env);
    assert.equal(JSON.parse(stdout).data.length, 3);
    assert.deepEqual(
      seen.map(({ url }) => url?.split('?')[1]),
      ['state=open&limit=3', 'state=open&limit=2&cursor=next', 'state=open&limit=1&cursor=next'],
    );
    const none = await recorder(t, { object: 'list', data: [], has_more: false, next_cursor: null });
    assert.equal((await rivya(['incidents'], none.env)).stdout, 'No open incidents: nothing needs an operator.\n');
    for (const wrong of ['0', '10001', 'x']) assert.equal((await rivya(['incidents', '--limit', wrong], env)).code, 2);
  });

  test('resolving an incident names it in the path and the note in the body', async (t) => {
    const resolved = incident('inc_1', 'One.', { resolved_at: '2026-05-11T03:00:00.000Z', note: 'Paid.' });
    const { seen, env } = await recorder(t, resolved);
    const { code, stdout } = await rivya(['incidents', 'resolve', 'inc_1', '--note', 'Paid.'], env);
    assert.equal(code, 0);
    assert.match(stdout, /^inc_1\n(.*\n)* {2}resolved: 2026-05-11 03:00:00Z\n {2}note: Paid\.\n$/);
    const [{ method, url, body } = assert.fail()] = seen;
    assert.deepEqual([method, url, body], ['POST', '/admin/v1/incidents/inc_1/resolve', '{"note":"Paid."}']);
  });

  test('a refusal of several fields is told whole', async (t) => {
    const details = ['a', 'b'].map((path) => ({ path, message: 'is wrong.' }));
    const { env } = await recorder(t, { error: { code: 'validation_failed', message: 'a: is wrong.', details } }, 400);
    const { code, stderr } = await rivya(['accounts', 'create', 'x'], env);
    assert.deepEqual([code, stderr], [1, 'error: a: is wrong. b: is wrong. (validation_failed)\n']);
  });
});
