import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { startDashscopeSimulator } from '@rivya/simulator';
import { testFolder } from '../platform/testing.ts';
import { rivya } from './testing.ts';

type Finding = { readonly check: string; readonly state: string; readonly message: string };

/** What `doctor` finds about engines with these settings, in a folder where nothing else is wrong. */
async function findingsOf(t: TestContext, args: readonly string[], env: Record<string, string>) {
  const folder = testFolder(t);
  const settings = { RIVYA_DATA_DIR: folder, RIVYA_PORT: '0', RIVYA_URL: 'http://127.0.0.1:9', ...env };
  const { code, stdout, stderr } = await rivya(['doctor', '--json', ...args], settings);
  const checks: readonly Finding[] = JSON.parse(stdout).checks;
  const about = checks.filter(({ check }) => ['engines', 'dashscope', 'kie'].includes(check));
  return { code, output: stdout + stderr, about: about.map(({ check, state, message }) => [check, state, message]) };
}

async function startSimulator(t: TestContext) {
  const simulator = await startDashscopeSimulator();
  t.after(() => simulator.close());
  return simulator;
}

const HOST = 'dashscope at 127.0.0.1:\\d+ with main; every model by dashscope';

describe('rivya doctor', () => {
  test('without any key the painter makes every model', async (t) => {
    const { code, about } = await findingsOf(t, ['--online'], {});
    assert.deepEqual([code, about], [0, [['engines', 'ok', 'every model by painter']]]);
  });

  test('with keys it says which engines there are and asks nobody', async (t) => {
    const { code, about, output } = await findingsOf(t, [], {
      DASHSCOPE_API_KEY: 'sk-secret',
      KIE_API_KEY: 'k-secret',
    });
    const [[check, state, message] = []] = about;
    assert.deepEqual([code, about.length, check, state], [0, 1, 'engines', 'ok']);
    assert.equal(
      message,
      'dashscope at dashscope-intl.aliyuncs.com with main; kie at api.kie.ai with main; every model by dashscope, then kie',
    );
    assert.ok(!output.includes('hidden'));
  });

  test('--online: a key that the upstream takes is accepted, and nothing is bought', async (t) => {
    const simulator = await startSimulator(t);
    const env = { DASHSCOPE_API_KEY: simulator.key, DASHSCOPE_BASE_URL: simulator.baseUrl };
    const { code, about, output } = await findingsOf(t, ['--online'], env);
    assert.equal(code, 0);
    assert.match(about[0]?.[2] ?? '', new RegExp(HOST));
    assert.deepEqual(about[1], ['dashscope', 'ok', 'the key main is accepted']);
    assert.deepEqual([simulator.requests().submit, simulator.billed()], [0, 0]);
    assert.ok(!output.includes(simulator.key));
  });

  test('--online: a key that it refuses exits 1, without being shown', async (t) => {
    const simulator = await startSimulator(t);
    const env = { DASHSCOPE_API_KEY: 'sk-wrong', DASHSCOPE_BASE_URL: simulator.baseUrl };
    const { code, about, output } = await findingsOf(t, ['--online'], env);
    assert.deepEqual([code, about[1]?.[1]], [1, 'fail']);
    assert.match(about[1]?.[2] ?? '', /^the key main is refused: /);
    assert.ok(!output.includes('sk-wrong'));
  });

  test('--online: an upstream that cannot be reached exits 1; one without a free question is left alone', async (t) => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const address = closed.address();
    await new Promise((resolve) => closed.close(resolve));
    assert.ok(address !== null && typeof address === 'object');
    const baseUrl = `http://127.0.0.1:${address.port}/api/v1`;
    const env = { DASHSCOPE_API_KEY: 'a', KIE_API_KEY: 'b', DASHSCOPE_BASE_URL: baseUrl, KIE_BASE_URL: baseUrl };
    const { code, about } = await findingsOf(t, ['--online'], env);
    assert.equal(code, 1);
    assert.match(about[1]?.join(' ') ?? '', /^dashscope fail the key main could not be tried: /);
    assert.deepEqual(about[2], ['kie', 'ok', 'the key main cannot be tried without buying a picture']);
  });
});
