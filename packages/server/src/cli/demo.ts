import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { AdminClient } from '../admin/client.ts';
import { ApiClient } from './api-client.ts';
import { type DemoPicture, makePicture, timed } from './demo-picture.ts';
import { CliError, EXIT_INTERRUPTED } from './failure.ts';
import { count, elapsed, grouped } from './format.ts';
import { Interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { startOwnServer } from './own-server.ts';
import { curlLine, SAMPLE_REQUEST } from './sample-request.ts';
import type { Session } from './session.ts';
import { Ticker } from './ticker.ts';

const PICTURES = 'rivya-pictures';
const CREDITS = 1_000;
/** Added to the prompt of the second picture, so that it shows what a reference is good for. */
const EDIT = 'at sunset';

/** Adds `demo`. */
export function addDemo(program: Command, session: Session): void {
  program
    .command('demo')
    .description('see it work: starts a server of its own, makes two pictures through its API, and cleans up')
    .argument('[prompt]', 'what to show (default: the prompt of the model page)')
    .action((prompt: string | undefined) => demo(session, prompt ?? SAMPLE_REQUEST.prompt));
}

async function demo({ output }: Session, prompt: string): Promise<void> {
  using interruption = new Interruption();
  const { signal } = interruption;
  using ticker = new Ticker(output);
  const dataDir = await mkdtemp(join(tmpdir(), 'rivya-demo-'));
  try {
    output.line('rivya demo: a server of its own, in a temporary folder that is removed afterwards');
    output.line();
    ticker.show('starting the server');
    const [server, startMs] = await timed(() => startOwnServer(dataDir, signal));
    try {
      section(output, 'Server', [`started in ${elapsed(startMs)}, listening on ${server.url}`]);
      const stage = { output, ticker, signal, server, startMs };
      await perform(stage, prompt);
    } finally {
      ticker.show('stopping the server');
      await server.stop();
    }
  } catch (error) {
    throw signal.aborted ? interrupted() : error;
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
    ticker.stop();
  }
}

type Stage = {
  readonly output: Output;
  readonly ticker: Ticker;
  readonly signal: AbortSignal;
  readonly server: { readonly url: string; readonly adminToken: string };
  readonly startMs: number;
};

async function perform(stage: Stage, prompt: string): Promise<void> {
  const { output, ticker, signal, server, startMs } = stage;
  const admin = new AdminClient(server.url, server.adminToken);
  const api = await openAccount(admin, stage);
  const deps = { api, folder: resolve(PICTURES), ticker, signal };

  const request = { ...SAMPLE_REQUEST, prompt };
  const first = await makePicture(deps, request);
  await describePicture(stage, api, first, { title: 'Picture 1', prompt });

  ticker.show('uploading the first picture');
  const [upload, uploadMs] = await timed(() =>
    api.uploadFile(first.path, { kind: 'image', model: request.model, signal }),
  );
  const reference = { url: upload.url, kind: 'image', name: 'reference-image.png', mimeType: 'image/png' };
  const edit = {
    ...request,
    prompt: `${prompt}, ${EDIT}`,
    params: { ...request.params, referenceMediaItems: [reference] },
  };
  const edited = await makePicture(deps, edit);
  const second = { ...edited, timings: [['uploaded', uploadMs] as const, ...edited.timings] };
  await describePicture(stage, api, second, { title: 'Picture 2', prompt: edit.prompt, isEdit: true });

  const ledger = await admin.verifyLedger();
  if (!ledger.ok) throw new CliError('ledger_broken', `The ledger is broken: ${ledger.problems[0]?.message ?? ''}`);
  section(output, 'Ledger', [`verifies: ${grouped(ledger.checked.entries)} entries, every credit accounted for`]);
  finish(output, [first, second], { startMs, balance: await api.readBalance() });
}

async function openAccount(admin: AdminClient, { output, ticker, server }: Stage): Promise<ApiClient> {
  ticker.show('opening an account');
  const account = await admin.createAccount('demo');
  const key = await admin.createKey({ account: account.id, name: 'demo' });
  await admin.grantCredits({ account: account.id, amount: CREDITS, note: 'Demo' });
  const api = new ApiClient(server.url, key.secret);
  const balance = await api.readBalance();
  section(output, 'Account', [`${account.name}, with an API key and ${count(balance, 'credit')}`]);
  return api;
}

type Caption = { readonly title: string; readonly prompt: string; readonly isEdit?: boolean };

async function describePicture(stage: Stage, api: ApiClient, picture: DemoPicture, caption: Caption): Promise<void> {
  const { item, generation, timings } = picture;
  const balance = await api.readBalance();
  const megabytes = (item.size_bytes / 2 ** 20).toFixed(1);
  section(stage.output, caption.title, [
    `"${caption.prompt}"`,
    ...(caption.isEdit === true ? ['with picture 1 as its reference file'] : []),
    timings.map(([step, ms]) => `${step} ${elapsed(ms)}`).join(', '),
    `${count(generation.final_credits, 'credit')}, ${grouped(balance)} left; ` +
      `${item.width ?? '?'} × ${item.height ?? '?'} pixels, ${megabytes} MB`,
  ]);
}

function finish(output: Output, pictures: readonly DemoPicture[], totals: { startMs: number; balance: number }): void {
  const value = {
    server_start_ms: Math.round(totals.startMs),
    current_credits: totals.balance,
    ledger_ok: true,
    pictures: pictures.map(({ path, generation, timings }) => ({
      path,
      credits: generation.final_credits,
      timings_ms: Object.fromEntries(timings.map(([step, ms]) => [step, Math.round(ms)])),
      generation,
    })),
  };
  output.result(value, () =>
    [
      'The pictures are here:',
      ...pictures.map(({ path }) => path),
      '',
      'They were painted by the built-in sandbox renderer, which is not an AI model.',
      '',
      'A server that stays:',
      '  npx rivya serve',
      'and a picture from it, with the key it shows on its first run:',
      curlLine('http://127.0.0.1:8787', '$RIVYA_API_KEY').replaceAll(/^/gm, '  '),
    ].join('\n'),
  );
}

const TITLE_WIDTH = 11;

function section(output: Output, title: string, lines: readonly string[]): void {
  for (const [index, line] of lines.entries()) {
    output.line(`${(index === 0 ? title : '').padEnd(TITLE_WIDTH)}${line}`);
  }
  output.line();
}

function interrupted(): CliError {
  return new CliError('interrupted', 'Interrupted; the server is stopped and its folder removed.', EXIT_INTERRUPTED);
}
