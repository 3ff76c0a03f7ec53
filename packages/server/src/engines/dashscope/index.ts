import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { GuardedFetcher } from '../../platform/upstream/guarded-fetcher.ts';
import type {
  Cost,
  Credential,
  Engine,
  EngineHost,
  EngineJob,
  FoundWork,
  Handle,
  Progress,
  SubmitCall,
  WorkSearch,
} from '../engine.ts';
import type { Offer } from '../registry.ts';
import { Account, type DashscopeCredential } from './account.ts';
import { cancelTask } from './cancel-task.ts';
import { findWork } from './find-work.ts';
import { readHandle } from './handle.ts';
import { TaskList } from './list-tasks.ts';
import { dashscopeServes } from './offers.ts';
import { pollTask } from './poll-task.ts';
import { submitTask } from './submit-task.ts';
import { TaskWatch } from './watch-tasks.ts';

export type DashscopeSettings = {
  /** The engine's id. */
  readonly id: string;
  /** Ends in `/api/v1`. */
  readonly baseUrl: string;
  readonly credentials: readonly DashscopeCredential[];
  /** What a picture costs the operator, by public model id. */
  readonly prices: Readonly<Record<string, Cost>>;
  readonly submitTimeoutMs: number;
  readonly queryTimeoutMs: number;
  /** References travel within the request up to so many bytes of base64 together, 4 MB by default; the rest is uploaded. */
  readonly inlineBytesMax?: number;
};

export type DashscopeDeps = { readonly clock: Clock; readonly log: Log; readonly fetcher: GuardedFetcher };

const INLINE_BYTES_MAX = 4_000_000;
const CALLS_MIN = 16;
const CALLS_MAX = 128;
/** Submits and polls at once, for each task in process. */
const CALLS_PER_TASK = 2;

/**
 * The engine of Alibaba Model Studio, by its native protocol: a task is submitted, then asked for until it has ended.
 * Throws `RangeError` for a base URL that is none and for limits that cannot be kept.
 */
export function createDashscopeEngine(deps: DashscopeDeps, settings: DashscopeSettings): Offer {
  return { engine: new DashscopeEngine(deps, settings), serves: dashscopeServes };
}

/** What belongs to one credential. */
type Desk = { readonly account: Account; readonly list: TaskList; readonly watch: TaskWatch };

class DashscopeEngine implements Engine {
  readonly id: string;
  readonly notices: readonly string[] = [];
  readonly callsMax: number;
  readonly credentials: readonly Credential[];
  readonly #deps: DashscopeDeps;
  readonly #settings: DashscopeSettings;
  readonly #desks: ReadonlyMap<string, Desk>;

  constructor(deps: DashscopeDeps, settings: DashscopeSettings) {
    this.id = settings.id;
    this.#deps = deps;
    this.#settings = settings;
    this.credentials = settings.credentials.map(withoutKey);
    const tasksMax = this.credentials.reduce((sum, credential) => sum + credential.tasksMax, 0);
    this.callsMax = Math.max(CALLS_MIN, Math.min(CALLS_MAX, CALLS_PER_TASK * tasksMax));
    this.#desks = new Map(
      settings.credentials.map((credential) => [credential.name, openDesk(deps, settings, credential)]),
    );
  }

  start(host: EngineHost): void {
    for (const { watch } of this.#desks.values()) watch.start(host);
  }

  async submit(job: EngineJob, call: SubmitCall, signal: AbortSignal): Promise<Progress> {
    const { clock, fetcher } = this.#deps;
    const { account, watch } = this.#deskOf(call.credential);
    const inlineBytesMax = this.#settings.inlineBytesMax ?? INLINE_BYTES_MAX;
    return await submitTask({ clock, fetcher, account, watch, inlineBytesMax }, job, call, signal);
  }

  async poll(job: EngineJob, handle: Handle, signal: AbortSignal): Promise<Progress> {
    const task = readHandle(handle);
    const { account, watch } = this.#deskOf(task.credential);
    return await pollTask({ ...this.#deps, account, watch }, job, task, signal);
  }

  async cancel(handle: Handle, signal: AbortSignal): Promise<'cancelled' | 'too_late'> {
    const task = readHandle(handle);
    const { account, watch } = this.#deskOf(task.credential);
    const answer = await cancelTask(account, task, signal);
    if (answer === 'cancelled') watch.forget(task.taskId);
    return answer;
  }

  async findWork(search: WorkSearch, signal: AbortSignal): Promise<readonly FoundWork[]> {
    const { list } = this.#deskOf(search.credential);
    return await findWork({ clock: this.#deps.clock, list }, search, signal);
  }

  costOf(model: string): Cost | undefined {
    return this.#settings.prices[model];
  }

  async close(): Promise<void> {
    const desks = [...this.#desks.values()];
    await Promise.all(desks.map(({ watch }) => watch.close()));
    await Promise.all(desks.map(({ account }) => account.close()));
  }

  #deskOf(credential: string): Desk {
    const desk = this.#desks.get(credential);
    if (desk !== undefined) return desk;
    throw new Error(`The engine ${this.id} has no credential ${JSON.stringify(credential)} in its settings any more.`);
  }
}

function openDesk({ clock, log }: DashscopeDeps, settings: DashscopeSettings, credential: DashscopeCredential): Desk {
  const account = new Account(clock, settings, credential);
  const list = new TaskList(account);
  const { name, queriesPerSecond } = credential;
  return { account, list, watch: new TaskWatch({ clock, log, list, credential: name, queriesPerSecond }) };
}

/** Credentials are shown and logged; their keys are not. */
function withoutKey({ name, submitsPerSecond, submitsAtOnce, tasksMax }: DashscopeCredential): Credential {
  return { name, submitsPerSecond, submitsAtOnce, tasksMax };
}
