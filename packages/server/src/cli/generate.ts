import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Command } from 'commander';
import type { ApiClient, ApiGeneration, ApiItem } from './api-client.ts';
import { collect, wholeNumber } from './arguments.ts';
import { CliError, EXIT_INTERRUPTED } from './failure.ts';
import { followGeneration } from './follow-generation.ts';
import { count, elapsed } from './format.ts';
import { Interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { retrying } from './retry.ts';
import { SAMPLE_REQUEST } from './sample-request.ts';
import { savePicture, targetFor } from './save-picture.ts';
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

const TRIES = 5;

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
  const { output } = session;
  const api = session.api();
  const target = await targetFor(options.output, prompt);
  await checkReferences(options.ref);

  using interruption = new Interruption();
  const { signal } = interruption;
  using ticker = new Ticker(output);
  let task: ApiGeneration | undefined;
  try {
    const startedAtMs = performance.now();
    task = await start(api, { prompt, options, signal, ticker });
    const { generation } = await followGeneration(api, task, {
      signal,
      onStatus: (status) => ticker.show(status === 'processing' ? 'painting' : status),
    });
    ticker.show('downloading');
    const files: string[] = [];
    for (const [index, item] of itemsOf(generation).entries()) {
      files.push(await savePicture(item, target, index, signal));
    }
    ticker.stop();
    tell(output, generation, files, performance.now() - startedAtMs);
  } catch (error) {
    throw signal.aborted ? interrupted(api, task) : error;
  }
}

type Start = { prompt: string; options: GenerateOptions; signal: AbortSignal; ticker: Ticker };

/** Uploads the references and hands in the request. The key makes repeating it safe. */
async function start(api: ApiClient, { prompt, options, signal, ticker }: Start): Promise<ApiGeneration> {
  const onWait = (waitMs: number, why: Error) => ticker.show(`${why.message} Trying again in ${elapsed(waitMs)}`);
  const retry = { tries: TRIES, mayRestart: false, signal, onWait };
  const references = [];
  for (const path of options.ref) {
    ticker.show(`uploading ${path}`);
    const kind = kindOf(path);
    const upload = await retrying(() => api.uploadFile(path, { kind, model: options.model, signal }), retry);
    references.push({ url: upload.url, kind: upload.kind, name: upload.name, mimeType: upload.mime_type });
  }
  const params = {
    ...(options.aspectRatio === undefined ? {} : { aspect_ratio: options.aspectRatio }),
    ...(options.resolution === undefined ? {} : { resolution: options.resolution }),
    ...(options.watermark === true ? { watermark: 'true' } : {}),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(references.length === 0 ? {} : { referenceMediaItems: references }),
  };
  ticker.show('sending');
  const key = randomUUID();
  return await retrying(() => api.createGeneration({ model: options.model, prompt, params }, key, signal), retry);
}

function itemsOf({ result }: ApiGeneration): readonly ApiItem[] {
  return result?.items ?? [];
}

function tell(output: Output, generation: ApiGeneration, files: readonly string[], tookMs: number): void {
  if (generation.status === 'succeeded') {
    const cost = `${count(generation.final_credits, 'credit')}, ${elapsed(tookMs)}`;
    output.result({ ...generation, files }, () => [...files, cost].join('\n'));
    return;
  }
  if (output.isJson) output.result({ ...generation, files }, () => '');
  const { code = 'generation_failed', message = 'The generation failed.' } = generation.error ?? {};
  throw new CliError(code, `${message} (${code}) Nothing was charged.`);
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
function interrupted(api: ApiClient, task: ApiGeneration | undefined): CliError {
  if (task === undefined) {
    return new CliError('interrupted', 'Interrupted before the server confirmed a task.', EXIT_INTERRUPTED);
  }
  return new CliError(
    'interrupted',
    `Interrupted; the task goes on as ${task.id}. Look at it with:\n` +
      `curl -H "Authorization: Bearer $RIVYA_API_KEY" ${api.server}/api/v1/generations/${task.id}`,
    EXIT_INTERRUPTED,
  );
}
