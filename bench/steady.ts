import { judged, median, printTable } from './figures.ts';
import { runLoad } from './load.ts';
import { rssBytes } from './process-figures.ts';
import { creates, polls, type Task } from './requests.ts';
import { makeKeys, startRivya, textIn } from './rivya-server.ts';
import type { Staged } from './stage.ts';

const MB = 2 ** 20;
const KEYS = 128;
const CREATING = 16;
const POLLING = 48;
const SAMPLE_MS = 500;
const PARTS = 5;
const POLLED_TASKS = 1_000;
const MINUTE_MS = 60_000;
const AIM = { atMost: 110, unit: ' %' };
const ENDING_BODY = {
  model: 'wan-2-7-image',
  // The painter refuses it at once, so that the worker, the ends and their money are part of the load.
  prompt: 'A teapot [[fail]]',
  params: { resolution: '1K' },
};

/** Whether the server's memory stays as it is while requests come for minutes and tasks end. */
export async function benchSteady(staged: Staged): Promise<void> {
  const { minutes } = staged;
  const server = await startRivya(staged, { isPainting: true });
  const keys = await makeKeys(server, KEYS);
  const tasks: Task[] = await firstTasks(server, keys);
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(rssBytes(server.pid)), SAMPLE_MS);
  const plan = { url: server.url, durationMs: minutes * MINUTE_MS };
  const [created, polled] = await Promise.all([
    runLoad({ ...plan, connections: CREATING, next: creates(keys, { body: ENDING_BODY }), expectedStatus: 202 }),
    runLoad({ ...plan, connections: POLLING, next: polls(tasks), expectedStatus: 200 }),
  ]);
  clearInterval(timer);
  await server.stop();
  print(staged, samples, [created.perSecond, polled.perSecond]);
}

async function firstTasks(server: { url: string }, keys: readonly { secret: string }[]): Promise<Task[]> {
  const tasks: Task[] = [];
  let turn = 0;
  await runLoad({
    ...{ url: server.url, connections: 1, durationMs: MINUTE_MS, requestsMax: POLLED_TASKS, expectedStatus: 202 },
    next: creates(keys, { body: ENDING_BODY }),
    onBody(body) {
      const key = keys[turn % keys.length];
      turn += 1;
      if (key !== undefined) tasks.push({ key, id: textIn(JSON.parse(body), 'id') });
    },
  });
  return tasks;
}

function print({ places, minutes }: Staged, samples: readonly number[], rates: readonly number[]): void {
  const length = Math.ceil(samples.length / PARTS);
  const parts = Array.from({ length: PARTS }, (_, index) => samples.slice(index * length, (index + 1) * length));
  const medians = parts.map((part) => median(part));
  // In the first part compiled code and caches are still being filled.
  const second = medians[1] ?? Number.NaN;
  const [creating, polling] = rates.map((rate) => rate.toFixed(0));
  printTable(
    `steady on ${places.kind}: ${minutes} minutes of ${creating} creates/s and ${polling} polls/s over ${CREATING} and ${POLLING} connections, tasks ending\n` +
      'all the time; resident set of the server, medians of each fifth of the time.',
    ['', 'MB', 'of the second', 'aim', 'reached'],
    medians.map((bytes, index) => {
      const share = (100 * bytes) / second;
      const verdict = index === PARTS - 1 ? judged(share, AIM) : ['', ''];
      return [`fifth ${index + 1}`, (bytes / MB).toFixed(0), `${share.toFixed(0)} %`, ...verdict];
    }),
  );
}
