import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import sharp from 'sharp';
import type { Progress } from '../engines/index.ts';
import { Gate } from '../files/index.ts';
import { listIncidents } from '../platform/incidents.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { FAST_CREDENTIAL, ScriptedEngine } from './testing.ts';
import { answers, begin, stepNew } from './testing-paid.ts';

/** The size of the task that `begin` creates: wan-2-7-image, 2K, square. */
const WANTED = 2048;

type Case = {
  readonly name: string;
  readonly size: readonly [number, number];
  readonly tolerance: number;
  readonly isTaken: boolean;
};

const cases: readonly Case[] = [
  { name: 'exactly the size asked for', size: [WANTED, WANTED], tolerance: 0.05, isTaken: true },
  { name: 'slightly smaller', size: [1968, 1968], tolerance: 0.05, isTaken: true },
  { name: 'half the size', size: [1024, 1024], tolerance: 0.05, isTaken: false },
  { name: 'smaller, where sizes are not published', size: [1536, 1536], tolerance: 0.35, isTaken: true },
  { name: 'another ratio, where sizes are not published', size: [2048, 1536], tolerance: 0.35, isTaken: false },
];

describe('a fetched picture', { concurrency: true }, () => {
  for (const { name, size, tolerance, isTaken } of cases) {
    test(`${name}: ${isTaken ? 'taken' : 'lost, and the operator is told what came'}`, async (t) => {
      const [width, height] = size;
      const png = await sharp({ create: { width, height, channels: 3, background: '#369' } })
        .png()
        .toBuffer();
      const url = await serve(t, (_request, response) => response.end(png));
      const done: Progress = { status: 'done', outputs: [{ url, sizeTolerance: tolerance, seed: 3 }] };
      const engine = new ScriptedEngine(() => Promise.resolve(done), { credentials: [FAST_CREDENTIAL] });
      const { story, accountId, id } = await begin(t, engine);
      await stepNew(story);
      const view = await retrieveGeneration(story.deps, accountId, id);
      assert.equal(view.status, isTaken ? 'succeeded' : 'failed');
      const [incident] = await listIncidents(story.db, 10);
      assert.equal(incident?.kind, isTaken ? undefined : 'result_lost');
      if (!isTaken) assert.match(incident?.message ?? '', new RegExp(`${width} × ${height} pixels`));
    });
  }

  test('is not given up because others are fetched first', async (t) => {
    const png = await sharp({ create: { width: WANTED, height: WANTED, channels: 3, background: '#369' } })
      .png()
      .toBuffer();
    const url = await serve(t, (_request, response) => setTimeout(() => response.end(png), 100));
    const done: Progress = { status: 'done', outputs: [{ url, sizeTolerance: 0.05, seed: 3 }] };
    const engine = new ScriptedEngine(() => Promise.resolve(done), {
      credentials: [{ ...FAST_CREDENTIAL, submitsAtOnce: 100 }],
    });
    const { story, accountId } = await begin(t, engine);
    const caller = await story.caller('b');
    for (let tasks = 1; tasks < 40; tasks += 1) await story.create(caller);
    // One at a time they take longer than any of them may.
    Object.assign(story.deps.fetchGates, { downloads: new Gate(1, Infinity) });
    const tasks = await story.claim(40);
    await Promise.all(tasks.map((task) => story.run(task)));
    assert.deepEqual(await listIncidents(story.db, 50), []);
    assert.ok(accountId !== caller.accountId);
  });

  for (const [url, reason] of [
    ['https://10.1.2.3/picture.png', 'address_forbidden'],
    ['http://user@127.0.0.1/picture.png', 'url_forbidden'],
  ] as const) {
    test(`is given up at once where its address must not be fetched: ${reason}`, async (t) => {
      const made: Progress = { status: 'done', outputs: [{ url, sizeTolerance: 0.05, seed: 3 }] };
      const engine = new ScriptedEngine(answers({ status: 'pending', handle: { job: 1 }, pollAfterMs: 0 }), {
        credentials: [FAST_CREDENTIAL],
      });
      engine.onPoll = answers(made);
      const { story, accountId, id } = await begin(t, engine);
      await stepNew(story);
      assert.equal((await retrieveGeneration(story.deps, accountId, id)).error?.code, 'engine_unavailable');
      assert.deepEqual(engine.asked, [`submit ${id}`, `poll ${id}`], 'nobody was asked for another link');
      const [incident] = await listIncidents(story.db, 10);
      assert.equal(incident?.kind, 'result_lost');
      assert.match(incident?.message ?? '', new RegExp(reason));
    });
  }

  test('comes without any header of ours that names a key', async (t) => {
    const seen: string[] = [];
    const url = await serve(t, (request, response) => {
      seen.push(...Object.keys(request.headers));
      response.statusCode = 403;
      response.end();
    });
    const done: Progress = { status: 'done', outputs: [{ url, sizeTolerance: 0.05, seed: null }] };
    const engine = new ScriptedEngine(() => Promise.resolve(done), { credentials: [FAST_CREDENTIAL] });
    const { story } = await begin(t, engine);
    await stepNew(story);
    assert.ok(seen.includes('host'));
    assert.deepEqual(
      seen.filter((header) => /authorization|cookie|api-key/.test(header)),
      [],
    );
  });
});

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => server.close());
  const address: AddressInfo | string | null = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}/picture.png?signature=abc`;
}
