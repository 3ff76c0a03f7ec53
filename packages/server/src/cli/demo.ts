import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { AdminClient } from '../admin/client.ts';
import { ownCommand } from '../config.ts';
import { DEMO_ENGINES, type DemoEngine, type DemoEngineName, type DemoReport, openDemoEngine } from './demo-engine.ts';
import { type DemoPicture, makePicture, timed } from './demo-picture.ts';
import { CliError, EXIT_INTERRUPTED, usage } from './failure.ts';
import { bytes, count, elapsed, grouped } from './format.ts';
import { Interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { startOwnServer } from './own-server.ts';
import type { PublicApi } from './public-api.ts';
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
    .addOption(
      new Option('--engine <engine>', 'what makes the pictures: the painter, or the DashScope engine at a simulator')
        .choices(DEMO_ENGINES)
        .default('painter'),
    )
    .option('--faults', 'with dashscope-sim: throttle, cut and break what can be, and see that the bill stays right')
    .action((prompt: string | undefined, options: DemoOptions) =>
      demo(session, prompt ?? SAMPLE_REQUEST.prompt, options),
    );
}

type DemoOptions = { readonly engine: DemoEngineName; readonly faults?: boolean };

async function demo({ output }: Session, prompt: string, options: DemoOptions): Promise<void> {
  const isFaulty = options.faults === true;
  if (isFaulty && options.engine === 'painter') throw usage('--faults needs --engine dashscope-sim.');
  using interruption = new Interruption();
  const { signal } = interruption;
  using ticker = new Ticker(output);
  await using engine = await openDemoEngine(options.engine, isFaulty);
  const dataDir = await mkdtemp(join(tmpdir(), 'rivya-demo-'));
  try {
    output.line('rivya demo: a server of its own, in a temporary folder that is removed afterwards');
    for (const line of engine.opening) output.line(line);
    output.line();
    ticker.show('starting the server');
    const [server, startMs] = await timed(() => startOwnServer(dataDir, { signal, settings: engine.settings }));
    try {
      section(output, 'Server', [`started in ${elapsed(startMs)}, listening on ${server.url}`]);
      const stage = { output, ticker, signal, server, startMs, engine };
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
  readonly engine: DemoEngine;
};

async function perform(stage: Stage, prompt: string): Promise<void> {
  const { output, signal, server, startMs, engine } = stage;
  const admin = new AdminClient(server.url, server.adminToken);
  const key = await openAccount(admin, stage);
  const { usePublicApi } = await import('./public-api.ts');
  await usePublicApi({ server: server.url, key, signal }, async (api) => {
    const pictures = await makePictures(stage, api, prompt);
    const ledger = await admin.verifyLedger();
    if (!ledger.ok) throw new CliError('ledger_broken', `The ledger is broken: ${ledger.problems[0]?.message ?? ''}`);
    section(output, 'Ledger', [`verifies: ${grouped(ledger.checked.entries)} entries, every credit accounted for`]);
    const report = engine.report(pictures.length);
    if (report !== undefined) section(output, 'Upstream', report.lines);
    finish(stage, pictures, { startMs, balance: await readBalance(api), report });
  });
}

/** One picture from words, and one more from words and the first. */
async function makePictures(stage: Stage, api: PublicApi, prompt: string): Promise<readonly DemoPicture[]> {
  const { ticker, signal } = stage;
  const deps = { api, folder: resolve(PICTURES), ticker };
  const request = { ...SAMPLE_REQUEST, prompt };
  const first = await makePicture(deps, request);
  await describePicture(stage, api, first, { title: 'Picture 1', prompt });

  ticker.show('uploading the first picture');
  const [{ url, kind }, uploadMs] = await timed(() =>
    api.client.files.upload({ file: first.path, kind: 'image', model: request.model }, { signal }),
  );
  const reference = { url, kind, name: 'reference-image.png', mimeType: 'image/png' };
  const edit = {
    ...request,
    prompt: `${prompt}, ${EDIT}`,
    params: { ...request.params, referenceMediaItems: [reference] },
  };
  const edited = await makePicture(deps, edit);
  const second = { ...edited, timings: [['uploaded', uploadMs] as const, ...edited.timings] };
  await describePicture(stage, api, second, { title: 'Picture 2', prompt: edit.prompt, isEdit: true });
  return [first, second];
}

/** Answers the secret of its key. */
async function openAccount(admin: AdminClient, { output, ticker }: Stage): Promise<string> {
  ticker.show('opening an account');
  const account = await admin.createAccount('demo');
  const key = await admin.createKey({ account: account.id, name: 'demo' });
  const { current_credits } = await admin.grantCredits({ account: account.id, amount: CREDITS, note: 'Demo' });
  section(output, 'Account', [`${account.name}, with an API key and ${count(current_credits, 'credit')}`]);
  return key.secret;
}

async function readBalance({ client, signal }: PublicApi): Promise<number> {
  return (await client.credits.retrieve({ signal })).current_credits;
}

type Caption = { readonly title: string; readonly prompt: string; readonly isEdit?: boolean };

async function describePicture(stage: Stage, api: PublicApi, picture: DemoPicture, caption: Caption): Promise<void> {
  const { item, generation, timings } = picture;
  const balance = await readBalance(api);
  section(stage.output, caption.title, [
    `"${caption.prompt}"`,
    ...(caption.isEdit === true ? ['with picture 1 as its reference file'] : []),
    timings.map(([step, ms]) => `${step} ${elapsed(ms)}`).join(', '),
    `${count(generation.final_credits, 'credit')}, ${grouped(balance)} left; ` +
      `${item.width ?? '?'} × ${item.height ?? '?'} pixels, ${bytes(item.size_bytes)}`,
  ]);
}

type Totals = { readonly startMs: number; readonly balance: number; readonly report: DemoReport | undefined };

function finish({ output, engine }: Stage, pictures: readonly DemoPicture[], totals: Totals): void {
  const { report } = totals;
  const value = {
    server_start_ms: Math.round(totals.startMs),
    current_credits: totals.balance,
    ledger_ok: true,
    ...(report === undefined ? {} : { upstream: { simulated: true, billed: report.billed, faults: report.faults } }),
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
      engine.closing,
      '',
      'A server that stays:',
      `  ${ownCommand()} serve`,
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
