import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { SECOND_MS } from '../../platform/units.ts';
import type { MediaFacts, MediaType } from './read-tracks.ts';

const TIME_MS_MAX = 10 * SECOND_MS;
const MEMORY_MB_MAX = 128;

/** Compiled or not, the worker's entry lies beside this file and has the same extension. */
const WORKER_URL = new URL(`./media-worker${extname(import.meta.url)}`, import.meta.url);

const Side = Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.Null()]);
const Answer = Type.Union([
  Type.Object({ facts: Type.Object({ durationMs: Type.Integer(), width: Side, height: Side }) }),
  Type.Object({ problem: Type.String() }),
]);

/**
 * Reads duration and size of a video or audio file, in a thread of its own: parsers of containers can be led into an
 * endless loop (a WebM with a few bytes changed did that), and a thread can be ended from outside.
 * Throws when the file cannot be read to its end, or not within 10 seconds.
 */
export function readMedia(path: string, type: MediaType, timeMsMax = TIME_MS_MAX): Promise<MediaFacts> {
  const worker = new Worker(WORKER_URL, {
    workerData: { path, type },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
  });
  return new Promise<MediaFacts>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Reading the file took too long.')), timeMsMax);
    worker.once('message', (message: unknown) => {
      const answer = Value.Parse(Answer, message);
      if ('facts' in answer) resolve(answer.facts);
      else reject(new Error(answer.problem));
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('The reader of the file ended without an answer.'));
    });
  }).finally(() => worker.terminate());
}
