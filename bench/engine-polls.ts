import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type DashscopeSimulator, type SimTask, startDashscopeSimulator } from '@rivya/simulator';
import { createDashscopeEngine } from '../packages/server/src/engines/dashscope/index.ts';
import type { EngineParts, Offer } from '../packages/server/src/engines/index.ts';
import { prepareAccount, startTestServer } from '../packages/server/src/testing-upstream.ts';
import { temporaryFolder } from './cleanup.ts';
import { textIn } from './rivya-server.ts';
import { callTimed, nowMs } from './timed-call.ts';

/** How many accounts of the upstream there are, and how many tasks each has in process all the time. */
export type PollPlan = { readonly accounts: number; readonly tasksEach: number };

/** One task; milliseconds from its end upstream. */
export type PollTimes = {
  /** Until a poll of the engine was answered with it. */
  readonly heard: number;
  /** Until a client that held its poll had read `succeeded`. */
  readonly seen: number;
};

/** How many polls and lists an account of the upstream saw while tasks ended. */
export type PollQueries = {
  readonly perSecond: number;
  /** The most that any account saw within one second. */
  readonly perSecondMax: number;
  /** Calls that the upstream refused because they were too many. */
  readonly refused: number;
};

/** How long a picture takes upstream, evenly spread; the published times are from 13 s to two minutes. */
const MAKING_MS = { min: 20_000, max: 80_000 };
/** From the first ends on; every task there was at the start has ended by then. */
const MEASURED_MS = 60_000;
const LOOK_EVERY_MS = 100;
const QUERIES_PER_SECOND = 20;
const NO_LIMIT = 10_000;
const RICH = 10_000_000;
const MODEL = 'wan-2-7-image';

/**
 * How soon a task that ended upstream is noticed by an engine that has to ask: the app as `rivya serve` puts it together
 * and a simulated upstream, both in this process; only the number of queries a second is limited. Each task that ended
 * is followed by a new one.
 */
export async function measurePolls({
  accounts,
  tasksEach,
}: PollPlan): Promise<{ times: readonly PollTimes[]; queries: PollQueries }> {
  const folder = temporaryFolder(tmpdir());
  const { key } = await prepareAccount(folder, RICH);
  const limits = { submitsPerSecond: NO_LIMIT, tasksInProcess: NO_LIMIT, queriesPerSecond: QUERIES_PER_SECOND };
  const upstream = await startDashscopeSimulator({ now: nowMs, pendingMs: 0, runningMs: 24 * 3_600_000, ...limits });
  const keys = [upstream.key, ...Array.from({ length: accounts - 1 }, () => upstream.addAccount().key)];
  const heardAtMs = new Map<string, number>();
  const server = await startTestServer({
    folder,
    offersOf: (parts) => [offerOf(parts, upstream, { keys, tasksMax: tasksEach })],
    onStep: (step, taskId) => void (step === 'delivered' && heardAtMs.set(taskId, nowMs())),
  });
  try {
    const run = new Run({ url: server.url, key, upstream });
    await run.fill(accounts * tasksEach);
    await run.endTasks(MAKING_MS.min);
    const before = queriesOf(upstream);
    const ended = await run.endTasks(MEASURED_MS);
    const perSecond = (queriesOf(upstream) - before) / accounts / (MEASURED_MS / 1_000);
    const times = (await Promise.all(ended)).map(({ id, endedAtMs, seenAtMs }) => {
      return { heard: (heardAtMs.get(id) ?? Number.NaN) - endedAtMs, seen: seenAtMs - endedAtMs };
    });
    const { queriesPerSecondMax: perSecondMax, refusedForLimits: refused } = upstream.observed();
    return { times, queries: { perSecond, perSecondMax, refused } };
  } finally {
    await server.stop();
    await upstream.close();
  }
}

type Keys = { readonly keys: readonly string[]; readonly tasksMax: number };

function offerOf(parts: EngineParts, upstream: DashscopeSimulator, { keys, tasksMax }: Keys): Offer {
  const limits = { submitsPerSecond: 1_000, submitsAtOnce: 20, tasksMax, queriesPerSecond: QUERIES_PER_SECOND };
  return createDashscopeEngine(parts, {
    id: 'dashscope',
    baseUrl: upstream.baseUrl,
    credentials: keys.map((apiKey, index) => ({ name: `account-${index + 1}`, apiKey, ...limits })),
    prices: {},
    submitTimeoutMs: 30_000,
    queryTimeoutMs: 10_000,
  });
}

function queriesOf(upstream: DashscopeSimulator): number {
  const { query, list } = upstream.requests();
  return query + list;
}

type Target = { readonly url: string; readonly key: string; readonly upstream: DashscopeSimulator };
type Ended = { readonly id: string; readonly endedAtMs: number; readonly seenAtMs: number };

/** Keeps a number of tasks going and ends each upstream when its time has come. */
class Run {
  readonly #target: Target;
  /** Our ids of the tasks, by the prompt they are known by upstream. */
  readonly #ids = new Map<string, string>();
  /** When a task is to end, by the upstream's id. */
  readonly #endsAtMs = new Map<string, number>();

  constructor(target: Target) {
    this.#target = target;
  }

  /** Creates tasks and waits until all of them are in process upstream. */
  async fill(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#create()));
    while (this.#running().length < count) await pause(LOOK_EVERY_MS);
  }

  /** Ends tasks as they become due, for a while; answers when each of them was seen, which may be later. */
  async endTasks(forMs: number): Promise<readonly Promise<Ended>[]> {
    const ended: Promise<Ended>[] = [];
    const untilMs = nowMs() + forMs;
    while (nowMs() < untilMs) {
      for (const task of this.#running()) if (this.#isDue(task)) ended.push(this.#end(task));
      await pause(LOOK_EVERY_MS);
    }
    for (const end of ended) end.catch(() => undefined);
    return ended;
  }

  #running(): readonly SimTask[] {
    return this.#target.upstream.tasks().filter(({ status }) => status === 'RUNNING');
  }

  #isDue({ id, submittedAtMs }: SimTask): boolean {
    const planned = submittedAtMs + MAKING_MS.min + Math.random() * (MAKING_MS.max - MAKING_MS.min);
    const endsAtMs = this.#endsAtMs.get(id) ?? planned;
    this.#endsAtMs.set(id, endsAtMs);
    return nowMs() >= endsAtMs;
  }

  async #end(task: SimTask): Promise<Ended> {
    const { url, key, upstream } = this.#target;
    const id = this.#ids.get(task.prompt) ?? '';
    upstream.finish(task.id);
    const endedAtMs = nowMs();
    const answer = await callTimed(`${url}/api/v1/generations/${id}?wait=60`, key);
    if (textIn(answer.body, 'status') !== 'succeeded') {
      throw new Error(`a task that ended upstream was not seen: ${JSON.stringify(answer.body)}`);
    }
    await this.#create();
    return { id, endedAtMs, seenAtMs: answer.atMs };
  }

  async #create(): Promise<void> {
    const { url, key } = this.#target;
    const prompt = `A teapot, number ${this.#ids.size + 1}`;
    this.#ids.set(prompt, '');
    const body = { model: MODEL, prompt, params: { resolution: '1K' } };
    const created = await callTimed(`${url}/api/v1/generations`, key, body);
    this.#ids.set(prompt, textIn(created.body, 'id'));
  }
}
