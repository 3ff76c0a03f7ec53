import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Generation } from '@rivya/sdk';
import type { Command } from 'commander';
import { collect, wholeNumber } from './arguments.ts';
import { failedGeneration } from './failed-generation.ts';
import { CliError, EXIT_INTERRUPTED } from './failure.ts';
import { followGeneration } from './follow-generation.ts';
import { count, elapsed } from './format.ts';
import { Interruption } from './interruption.ts';
import type { Output } from './output.ts';
import type { PublicApi } from './public-api.ts';
import { SAMPLE_REQUEST } from './sample-request.ts';
import { savePicture, type Target, targetFor } from './save-picture.ts';
import type { Session } from './session.ts';
import { Ticker } from './ticker.ts';

type GenerateOptions = {
  model: string;
  aspectRatio?: string;
  resolution?: string;
  watermark?: boolean;
  seed?: number;
  ref: readonly string[];
  output?: string;
};

/** A busy server, a lost connection: a person who watches has the patience for that. */
const RETRIES = 4;

/** Adds `generate`. */
export function addGenerate(program: Command, session: Session): void {
  program
    .command('generate')
    .description('make a picture from a prompt over the public API (key: RIVYA_API_KEY)')
    .argument('<prompt>', 'what to show')
    .option('--model <id>', 'see "rivya models"', SAMPLE_REQUEST.model)
    .option('--aspect-ratio <ratio>', 'such as 1:1, 16:9 or 9:16')
    .option('--resolution <tier>', '1K or 2K')
    .option('--watermark', 'mark the picture as made by a machine')
    .option('--seed <number>', 'the same number gives a similar picture', wholeNumber)
    .option('--ref <file>', 'a reference picture; may be given several times', collect, [])
    .option('-o, --output <file>', 'where to write it, replacing what is there (default: a free name from the prompt)')
    .action((prompt: string, options: GenerateOptions) => generate(session, prompt, options));
}

async function generate(session: Session, prompt: string, options: GenerateOptions): Promise<void> {
  using interruption = new Interruption();
  using ticker = new Ticker(session.output);
  const onFailedTry = (why: string) => ticker.show(`${why} Trying again`);
  await session.useApi({ signal: interruption.signal, onFailedTry }, async (api) => {
    const target = await targetFor(options.output, prompt);
    await checkReferences(options.ref);
    let task: Generation | undefined;
    try {
      const startedAtMs = performance.now();
      task = await start(api, { prompt, options, ticker });
      const { generation } = await followGeneration(api, task, (status) =>
        ticker.show(status === 'processing' ? 'painting' : status),
      );
      const files = await save(generation, { target, ticker, signal: api.signal });
      tell(session.output, generation, files, performance.now() - startedAtMs);
    } catch (error) {
      throw interruption.signal.aborted ? interrupted(api, task) : error;
    }
  });
}

type Start = { prompt: string; options: GenerateOptions; ticker: Ticker };

/** Uploads the references and hands in the request, as often as it takes: the client's key keeps it one task. */
async function start({ client, signal }: PublicApi, { prompt, options, ticker }: Start): Promise<Generation> {
  const { model } = options;
  const calling = { signal, maxRetries: RETRIES };
  const references = [];
  for (const path of options.ref) {
    ticker.show(`uploading ${path}`);
    const { url, kind, name, mime_type } = await client.files.upload(
      { file: path, kind: kindOf(path), model },
      calling,
    );
    references.push({ url, kind, name, mimeType: mime_type });
  }
  const params = {
    ...(options.aspectRatio === undefined ? {} : { aspect_ratio: options.aspectRatio }),
    ...(options.resolution === undefined ? {} : { resolution: options.resolution }),
    ...(options.watermark === true ? { watermark: 'true' } : {}),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(references.length === 0 ? {} : { referenceMediaItems: references }),
  };
  ticker.show('sending');
  return await client.generations.create({ model, prompt, params }, calling);
}

type Save = { target: Target; ticker: Ticker; signal: AbortSignal };

async function save({ result }: Generation, { target, ticker, signal }: Save): Promise<readonly string[]> {
  ticker.show('downloading');
  const files: string[] = [];
  for (const [index, item] of (result?.items ?? []).entries()) {
    files.push(await savePicture(item, target, index, signal));
  }
  ticker.stop();
  return files;
}

function tell(output: Output, generation: Generation, files: readonly string[], tookMs: number): void {
  if (generation.status === 'succeeded') {
    const cost = `${count(generation.final_credits, 'credit')}, ${elapsed(tookMs)}`;
    output.result({ ...generation, files }, () => [...files, cost].join('\n'));
    return;
  }
  if (output.isJson) output.result({ ...generation, files }, () => '');
  throw failedGeneration(generation);
}

async function checkReferences(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) throw new CliError('reference_unreadable', `There is no file ${path} for --ref.`);
  }
}

const VIDEO = ['.mp4', '.mov', '.webm'];
const AUDIO = ['.mp3', '.m4a', '.wav', '.aac', '.ogg'];

function kindOf(path: string): 'image' | 'video' | 'audio' {
  const extension = extname(path).toLowerCase();
  if (VIDEO.includes(extension)) return 'video';
  return AUDIO.includes(extension) ? 'audio' : 'image';
}

/** Ctrl-C while waiting: the task goes on, and its owner is told how to find it again. */
function interrupted({ server }: PublicApi, task: Generation | undefined): CliError {
  if (task === undefined) {
    return new CliError('interrupted', 'Interrupted before the server confirmed a task.', EXIT_INTERRUPTED);
  }
  return new CliError(
    'interrupted',
    `Interrupted; the task goes on as ${task.id}. Look at it with:\n` +
      `curl -H "Authorization: Bearer $RIVYA_API_KEY" ${server}/api/v1/generations/${task.id}`,
    EXIT_INTERRUPTED,
  );
}
