import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import type { Engine, EngineJob, Progress, SubmitCall } from '../packages/server/src/engines/index.ts';
import { prepareAccount, startTestServer } from '../packages/server/src/testing-upstream.ts';
import { temporaryFolder } from './cleanup.ts';
import { openDiskFloor } from './disk-floor.ts';
import { textIn } from './rivya-server.ts';
import { callTimed, nowMs } from './timed-call.ts';

/** One task; milliseconds from the moment its picture's bytes were there. */
export type ResultTimes = {
  /** Until the picture was checked and was on the disk. */
  readonly stored: number;
  /** Until the task's end was committed. */
  readonly settled: number;
  /** Until a client that held its poll had read `succeeded`. */
  readonly seen: number;
  /** What the disk takes for the same bytes alone, just before. */
  readonly fileAlone: number;
};

const WARM_UP_TASKS = 20;
const TASKS = 150;
const PAUSE_MS = { min: 20, max: 80 };
/** Long enough for the client's poll to be held before the bytes are there. */
const MAKING_MS = { min: 40, max: 60 };
const RICH = 10_000_000;
const BODY = { model: 'wan-2-7-image', prompt: 'A teapot on a shelf', params: { resolution: '1K' } };

/**
 * How soon the result of an engine that answers with the bytes is seen, on a server with nothing else to do: the app as
 * `rivya serve` puts it together, in this process, with an engine of the benchmark's own; one task at a time.
 */
export async function measureResults(picture: Uint8Array): Promise<readonly ResultTimes[]> {
  const floor = openDiskFloor();
  const folder = temporaryFolder(tmpdir());
  const { key } = await prepareAccount(folder, RICH);
  const engine = new DirectEngine(picture);
  const steps = new Map<string, number>();
  const server = await startTestServer({
    folder,
    offersOf: () => [{ engine, serves: () => true }],
    onStep: (step, taskId) => void steps.set(`${step} ${taskId}`, nowMs()),
  });
  try {
    const times: ResultTimes[] = [];
    for (let count = 0; count < WARM_UP_TASKS + TASKS; count += 1) {
      const fileAlone = await floor.file(picture);
      await pause(between(PAUSE_MS));
      const { id, seenAtMs } = await makeOnce(server.url, key);
      const since = (atMs: number | undefined) => (atMs ?? Number.NaN) - (engine.madeAtMs.get(id) ?? Number.NaN);
      const [stored, settled] = [since(steps.get(`stored ${id}`)), since(steps.get(`settled ${id}`))];
      times.push({ stored, settled, seen: since(seenAtMs), fileAlone });
    }
    return times.slice(WARM_UP_TASKS);
  } finally {
    await server.stop();
    floor.close();
  }
}

async function makeOnce(url: string, key: string): Promise<{ id: string; seenAtMs: number }> {
  const created = await callTimed(`${url}/api/v1/generations`, key, BODY);
  const id = textIn(created.body, 'id');
  const ended = await callTimed(`${url}/api/v1/generations/${id}?wait=60`, key);
  if (textIn(ended.body, 'status') === 'succeeded') return { id, seenAtMs: ended.atMs };
  throw new Error(`a picture was not made: ${JSON.stringify(ended.body)}`);
}

const CHANNELS = 3;
/** For the PNG's own bytes, and one for each line. */
const MARGIN_PIXELS = 2;

/** A PNG of this size or a little less, all of it noise: as many bytes as its pixels take. */
export async function noisePng(sizeBytes: number): Promise<Uint8Array> {
  const side = Math.floor(Math.sqrt(sizeBytes / CHANNELS)) - MARGIN_PIXELS;
  const raw = { width: side, height: side, channels: CHANNELS } as const;
  return await sharp(randomBytes(side * side * CHANNELS), { raw })
    .png()
    .toBuffer();
}

/** Answers every submit with the same picture, after a while, as a fast model would. */
class DirectEngine implements Engine {
  readonly id = 'direct';
  readonly notices: readonly string[] = [];
  readonly callsMax = 4;
  /** When the bytes were there, by task. */
  readonly madeAtMs = new Map<string, number>();
  readonly #picture: Uint8Array;

  constructor(picture: Uint8Array) {
    this.#picture = picture;
  }

  async submit(job: EngineJob, call: SubmitCall): Promise<Progress> {
    await call.sending();
    await pause(between(MAKING_MS));
    this.madeAtMs.set(job.taskId, nowMs());
    return { status: 'done', outputs: [{ bytes: this.#picture, seed: null }] };
  }

  poll(): Promise<Progress> {
    return Promise.reject(new Error('A direct engine has nothing to be asked for.'));
  }
}

function between({ min, max }: { min: number; max: number }): number {
  return min + Math.random() * (max - min);
}
