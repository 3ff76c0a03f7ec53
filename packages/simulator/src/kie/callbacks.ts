import { createHmac } from 'node:crypto';
import { recordOf } from './record.ts';
import { creditsLeft, type KieState } from './state.ts';
import { type KieTask, stateOf } from './task.ts';

/** A callback as it was sent. */
export type SentCallback = {
  readonly taskId: string;
  readonly url: string;
  /** Of the answer; null when none came, or when the fault `lost` kept it from being sent. */
  readonly status: number | null;
};

const TIMEOUT_MS = 15_000;
/** A day; timers cannot wait for ever. */
const DELAY_MS_MAX = 86_400_000;

/** Calls back when tasks end. Only addresses on this machine are ever called. */
export class CallbackDesk {
  readonly #timers = new Map<KieTask, NodeJS.Timeout>();

  /** Calls back once the task has ended by the simulator's clock, if it asked for that. */
  plan(state: KieState, task: KieTask): void {
    if (task.asked.callBackUrl === undefined) return;
    const leftMs = Math.max(task.endsAtMs - state.options.now(), 0);
    // Looked at again when it fires: timers may be early, and a clock turned by hand may not have moved.
    const next = leftMs === 0 ? () => this.send(state, task) : () => this.plan(state, task);
    const timer = setTimeout(next, Math.min(leftMs, DELAY_MS_MAX));
    timer.unref();
    this.#timers.set(task, timer);
  }

  /** Calls back now and drops what was planned. */
  send(state: KieState, task: KieTask): void {
    clearTimeout(this.#timers.get(task));
    this.#timers.delete(task);
    const url = task.asked.callBackUrl;
    if (url === undefined) return;
    const fault = state.faults.callback.take();
    if (fault?.kind === 'lost' || !isOnThisMachine(url)) {
      state.sent.push({ taskId: task.id, url, status: null });
      return;
    }
    for (let count = fault?.kind === 'twice' ? 2 : 1; count > 0; count -= 1) void post(state, task, url);
  }

  /** Drops everything planned. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}

async function post(state: KieState, task: KieTask, url: string): Promise<void> {
  const signal = AbortSignal.any([state.closing, AbortSignal.timeout(TIMEOUT_MS)]);
  const headers = { 'content-type': 'application/json', ...signatureOf(state, task) };
  const body = JSON.stringify(bodyOf(state, task));
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal }).catch(
    () => undefined,
  );
  await response?.body?.cancel().catch(() => undefined);
  state.sent.push({ taskId: task.id, url, status: response?.status ?? null });
}

function bodyOf(state: KieState, task: KieTask): unknown {
  const hasFailed = stateOf(task, state.options.now()) === 'fail';
  const code = hasFailed ? 501 : 200;
  const msg = hasFailed ? 'Playground task failed.' : 'Playground task completed successfully.';
  if (state.options.callbackShape === 'id_only') {
    return { taskId: task.id, code, msg, data: { task_id: task.id, callbackType: 'task_completed' } };
  }
  const { creditsConsumed, ...record } = recordOf(state, task);
  const remainedCredits = creditsLeft(state, task.by.account);
  return { code, msg, data: { ...record, consumeCredits: creditsConsumed, remainedCredits } };
}

/** Only the task's id and the time are signed, never the body. */
function signatureOf(state: KieState, task: KieTask): Readonly<Record<string, string>> {
  const { hmacKey, now } = state.options;
  if (hmacKey === undefined) return {};
  const timestamp = String(Math.floor(now() / 1000));
  const signature = createHmac('sha256', hmacKey).update(`${task.id}.${timestamp}`).digest('base64');
  return { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': signature };
}

function isOnThisMachine(url: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(url).hostname);
}
