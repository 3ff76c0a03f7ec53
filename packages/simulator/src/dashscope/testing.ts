import type { TestContext } from 'node:test';
import type { DashscopeOptions } from './options.ts';
import type { DashscopeSimulator } from './simulator.ts';
import { startDashscopeSimulator } from './start-simulator.ts';

/** An answer, its body parsed as far as a test looks at it. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string; readonly json: Body };
export type Body = {
  readonly request_id?: string;
  readonly code?: string;
  readonly message?: string;
  readonly total?: number;
  readonly total_page?: number;
  readonly data?: readonly Readonly<Record<string, unknown>>[] & Readonly<Record<string, unknown>>;
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly output?: {
    readonly task_id?: string;
    readonly task_status?: string;
    readonly code?: string;
    readonly message?: string;
    readonly submit_time?: string;
    readonly scheduled_time?: string;
    readonly end_time?: string;
    readonly finished?: boolean;
    readonly choices?: readonly { message: { content: readonly { image?: string; text?: string; type?: string }[] } }[];
  };
};

/** A request to the API; the documented headers and the first key unless given otherwise (null leaves a header out). */
export type Ask = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: unknown;
  readonly key?: string;
  readonly signal?: AbortSignal;
};

/** Limits wide enough that only the tests of limits meet them. */
export const UNLIMITED = { submitsPerSecond: 10_000, tasksInProcess: 10_000, queriesPerSecond: 10_000 } as const;

/** A simulator that is closed when the test ends, and a small client. */
export async function open(context: TestContext, options: Partial<DashscopeOptions> = {}): Promise<Client> {
  const simulator = await startDashscopeSimulator({ ...UNLIMITED, ...options });
  context.after(() => simulator.close());
  return new Client(simulator);
}

/** The calls of the documented API, without any judgement of the answers. */
export class Client {
  readonly simulator: DashscopeSimulator;

  constructor(simulator: DashscopeSimulator) {
    this.simulator = simulator;
  }

  async ask(path: string, ask: Ask = {}): Promise<Answer> {
    const { method = 'GET', headers = {}, body, key = this.simulator.key, signal = null } = ask;
    const all = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    const sent = new Headers();
    for (const [name, value] of Object.entries(all)) if (value !== null) sent.set(name, value);
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const url = `${this.simulator.baseUrl}${path}`;
    const response = await fetch(url, { method, headers: sent, body: text, redirect: 'manual', signal });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, text: answer, json: parse(answer) };
  }

  submit(body: unknown, ask: Ask = {}): Promise<Answer> {
    const headers = { 'x-dashscope-async': 'enable', ...ask.headers };
    return this.ask('/services/aigc/image-generation/generation', { ...ask, method: 'POST', body, headers });
  }

  submitSync(body: unknown, ask: Ask = {}): Promise<Answer> {
    return this.ask('/services/aigc/multimodal-generation/generation', { ...ask, method: 'POST', body });
  }

  query(taskId: string | undefined, ask: Ask = {}): Promise<Answer> {
    return this.ask(`/tasks/${taskId}`, ask);
  }

  cancel(taskId: string | undefined): Promise<Answer> {
    return this.ask(`/tasks/${taskId}/cancel`, { method: 'POST' });
  }

  list(query = ''): Promise<Answer> {
    return this.ask(`/tasks/${query}`);
  }

  /** Submits and returns the task's id. */
  async start(body: unknown = textRequest()): Promise<string> {
    return (await this.submit(body)).json.output?.task_id ?? 'none';
  }
}

/** The smallest good request, with these parameters. */
export function textRequest(
  parameters: Readonly<Record<string, unknown>> = { size: '1K', n: 1 },
  model = 'wan2.7-image-pro',
) {
  return { model, input: { messages: [{ role: 'user', content: [{ text: 'two owls' }] }] }, parameters };
}

/** A good request with these images before its text. */
export function imageRequest(
  images: readonly string[],
  parameters: Readonly<Record<string, unknown>> = { size: '1K', n: 1 },
  model = 'wan2.7-image-pro',
) {
  const content = [...images.map((image) => ({ image })), { text: 'put them together' }];
  return { model, input: { messages: [{ role: 'user', content }] }, parameters };
}

/** All picture links of an answer, whatever its shape. */
export function linksOf(answer: Answer): readonly string[] {
  const items = answer.json.output?.choices?.flatMap((choice) => choice.message.content) ?? [];
  return items.flatMap((item) => (item.image === undefined ? [] : [item.image]));
}

function parse(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
