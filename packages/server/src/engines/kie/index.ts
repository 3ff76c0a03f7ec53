import type { Cost, Credential, Engine, EngineJob, Handle, Progress, SubmitCall } from '../engine.ts';
import type { Offer } from '../registry.ts';
import { openAccounts } from './accounts.ts';
import { kieServes } from './offers.ts';
import { pollTask } from './poll-task.ts';
import type { KieDeps, KieParts, KieSettings } from './settings.ts';
import { Slots } from './slots.ts';
import { submitTask } from './submit-task.ts';

export type { KieDeps, KieSettings } from './settings.ts';

const CALLS_MIN = 16;
const CALLS_MAX = 128;
const UPLOADS_AT_ONCE = 4;

/**
 * The engine that works through kie.ai (docs.kie.ai): createTask and recordInfo. It has no list of tasks and no cancel,
 * so a submit in doubt stays in doubt and a task that runs runs on.
 */
export function createKieEngine(deps: KieDeps, settings: KieSettings): Offer {
  return { engine: new KieEngine(deps, settings), serves: kieServes };
}

class KieEngine implements Engine {
  readonly id: string;
  readonly notices = [];
  readonly callsMax: number;
  readonly credentials: readonly Credential[];
  readonly #parts: KieParts;

  constructor(deps: KieDeps, settings: KieSettings) {
    this.id = settings.id;
    this.credentials = settings.credentials.map(publicFacts);
    const tasksMax = settings.credentials.reduce((sum, credential) => sum + credential.tasksMax, 0);
    this.callsMax = Math.max(CALLS_MIN, Math.min(CALLS_MAX, 2 * tasksMax));
    const accounts = openAccounts(deps.clock, settings);
    this.#parts = { ...deps, settings, accounts, uploads: new Slots(UPLOADS_AT_ONCE) };
  }

  submit(job: EngineJob, call: SubmitCall, signal: AbortSignal): Promise<Progress> {
    return submitTask(this.#parts, job, { call, signal });
  }

  poll(job: EngineJob, handle: Handle, signal: AbortSignal): Promise<Progress> {
    return pollTask(this.#parts, job, { handle, signal });
  }

  costOf(model: string): Cost | undefined {
    const { prices } = this.#parts.settings;
    return Object.hasOwn(prices, model) ? prices[model] : undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#parts.accounts.values()].map(({ client }) => client.close()));
  }
}

/** A credential without its key. */
function publicFacts({ name, submitsPerSecond, submitsAtOnce, tasksMax }: Credential): Credential {
  return { name, submitsPerSecond, submitsAtOnce, tasksMax };
}
