import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { KieOptions } from './options.ts';
import type { KieSimulator } from './simulator.ts';
import { startKieSimulator } from './start-simulator.ts';

/** An answer of the API, its body parsed as far as a test looks at it. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly code: number | undefined;
  readonly msg: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
};

/** A request; the documented headers and the first key unless given otherwise (null leaves a header out). */
export type Ask = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: unknown;
  readonly key?: string;
  readonly signal?: AbortSignal;
};

/** A simulator that is closed when the test ends, with wide limits, and a small client. */
export async function open(context: TestContext, options: Partial<KieOptions> = {}): Promise<Client> {
  const simulator = await startKieSimulator({ createsPerWindow: 10_000, tasksInProcess: 10_000, ...options });
  context.after(() => simulator.close());
  return new Client(simulator);
}

/** Tasks that end as they are created. */
export const AT_ONCE = { waitingMs: 0, queuingMs: 0, generatingMs: 0 } as const;

/** The calls of the documented API, without any judgement of the answers. */
export class Client {
  readonly simulator: KieSimulator;

  constructor(simulator: KieSimulator) {
    this.simulator = simulator;
  }

  async ask(url: string, ask: Ask = {}): Promise<Answer> {
    const { method = 'GET', headers = {}, body, key = this.simulator.key, signal = null } = ask;
    const isJson = body !== undefined && !(body instanceof FormData);
    const all = { authorization: `Bearer ${key}`, ...(isJson && { 'content-type': 'application/json' }), ...headers };
    const sent = new Headers();
    for (const [name, value] of Object.entries(all)) if (value !== null) sent.set(name, value);
    const payload =
      body === undefined
        ? null
        : body instanceof FormData
          ? body
          : typeof body === 'string'
            ? body
            : JSON.stringify(body);
    const response = await fetch(url, { method, headers: sent, body: payload, redirect: 'manual', signal });
    const text = await response.text();
    const { code, msg, data } = parse(text);
    return { status: response.status, headers: response.headers, text, code, msg, data: data ?? {} };
  }

  create(body: unknown, ask: Ask = {}): Promise<Answer> {
    return this.ask(`${this.simulator.baseUrl}/jobs/createTask`, { ...ask, method: 'POST', body });
  }

  query(taskId: unknown, ask: Ask = {}): Promise<Answer> {
    return this.ask(`${this.simulator.baseUrl}/jobs/recordInfo?taskId=${taskId}`, ask);
  }

  upload(path: string, body: unknown, ask: Ask = {}): Promise<Answer> {
    return this.ask(`${this.simulator.uploadBaseUrl}${path}`, { method: 'POST', body, ...ask });
  }

  /** Creates and returns the task's id. */
  async start(body: unknown = textTask()): Promise<string> {
    return String((await this.create(body)).data['taskId']);
  }

  /** Waits until something is there to see; the test's own time limit ends it. */
  async until(isThere: () => boolean): Promise<void> {
    while (!isThere()) await delay(5);
  }
}

/** The smallest good create, with these input fields. */
export function textTask(
  input: Readonly<Record<string, unknown>> = { n: 1, resolution: '1K' },
  model = 'wan/2-7-image-pro',
) {
  return { model, input: { prompt: 'two owls', ...input } };
}

/** All picture links of a record. */
export function linksOf(answer: Answer): readonly string[] {
  const { resultUrls = [] } = parseResult(String(answer.data['resultJson']));
  return resultUrls;
}

function parse(text: string): { code?: number; msg?: string; data?: Record<string, unknown> } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function parseResult(text: string): { resultUrls?: readonly string[] } {
  return JSON.parse(text);
}
