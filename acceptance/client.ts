import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

export type Detail = { readonly path: string; readonly message: string };

export type ResultItem = {
  readonly url: string;
  readonly mime_type: string;
  readonly width: number;
  readonly height: number;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly seed: number | null;
  readonly expires_at: string;
};

/** Every field an answer may have; specs assert which are really there. */
export type Body = {
  readonly id?: string;
  readonly object?: string;
  readonly status?: string;
  readonly model?: string;
  readonly client_request_id?: string;
  readonly reserved_credits?: number;
  readonly final_credits?: number;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly expires_at?: string;
  readonly result?: {
    readonly primary_url: string | null;
    readonly urls: readonly string[];
    readonly items: readonly ResultItem[];
  } | null;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly requestId?: string;
    readonly details?: readonly Detail[];
  } | null;
  readonly data?: readonly Body[];
  readonly has_more?: boolean;
  readonly next_cursor?: string | null;
  readonly current_credits?: number;
  readonly credits?: number;
  readonly secret?: string;
  readonly url?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly mime_type?: string;
  readonly size_bytes?: number;
  readonly sha256?: string;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly duration_seconds?: number | null;
  readonly duration_token?: string | null;
  readonly type?: string;
  readonly amount?: number;
  readonly balance_after?: number;
  readonly generation_id?: string | null;
  readonly base_credits?: number;
  readonly reference_media?: { readonly rule: string; readonly max_files: number } | null;
  readonly params?: readonly { readonly key: string; readonly options: readonly string[] | null }[];
  readonly notices?: readonly string[];
  readonly subject_id?: string | null;
  readonly message?: string;
  readonly models?: readonly string[];
  readonly credentials?: readonly {
    readonly name: string;
    readonly state: string;
    readonly paused_until: string | null;
    readonly tasks_in_process: number;
    readonly message: string | null;
  }[];
};

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Empty unless the answer is JSON. */
  readonly body: Body;
};

export type RequestOptions = {
  /** Sent as JSON; for anything else use `raw`. */
  readonly json?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer> | FormData;
  readonly headers?: Readonly<Record<string, string>>;
};

const POLL_WAIT_SECONDS = 30;
const POLLS_MAX = 10;
const CANCELS_MAX = 20;

/** The public API as an integrator's program sees it. */
export class Api {
  readonly url: string;
  readonly key: string | undefined;

  constructor(url: string, key?: string) {
    this.url = url;
    this.key = key;
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const headers = new Headers(options.headers);
    if (this.key !== undefined && !headers.has('authorization')) headers.set('authorization', `Bearer ${this.key}`);
    if (options.json !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const body = options.json === undefined ? options.raw : JSON.stringify(options.json);
    const url = path.startsWith('http') ? path : `${this.url}${path}`;
    const response = await fetch(url, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body }) });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
    const text = isJson ? new TextDecoder().decode(bytes) : '';
    const parsed: Body = text === '' ? {} : JSON.parse(text);
    return { status: response.status, headers: response.headers, bytes, text, body: parsed };
  }

  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.request('GET', path, headers === undefined ? {} : { headers });
  }

  create(json: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.request('POST', '/api/v1/generations', { json, ...(headers === undefined ? {} : { headers }) });
  }

  cancel(id: string): Promise<Answer> {
    return this.request('POST', `/api/v1/generations/${id}/cancel`);
  }

  /**
   * Cancels a task that works long enough to be cancelled. An engine may still be taking the work in; until it can say
   * that nothing was bought, the answer is 409.
   */
  async cancelled(id: string): Promise<Body> {
    for (let attempt = 0; attempt < CANCELS_MAX; attempt += 1) {
      const answer = await this.cancel(id);
      if (answer.status === 200) return answer.body;
      assertRefused(answer, 409, 'not_cancellable');
      await sleep(100);
    }
    return assert.fail(`The task ${id} could not be cancelled.`);
  }

  /** Creates a task and gives its id. Throws unless it was accepted. */
  async accepted(json: unknown): Promise<string> {
    const answer = await this.create(json);
    assert.equal(answer.status, 202, answer.text);
    return textOf(answer.body.id);
  }

  /** Long-polls until the task has ended. */
  async ended(id: string): Promise<Body> {
    for (let poll = 0; poll < POLLS_MAX; poll += 1) {
      const { status, body, text } = await this.get(`/api/v1/generations/${id}?wait=${POLL_WAIT_SECONDS}`);
      assert.equal(status, 200, text);
      if (body.status === 'succeeded' || body.status === 'failed') return body;
    }
    return assert.fail(`The task ${id} did not end.`);
  }

  /** Uploads a file; `fields` come before it. */
  upload(
    bytes: Uint8Array<ArrayBuffer>,
    fields: Readonly<Record<string, string>>,
    name = 'picture.png',
  ): Promise<Answer> {
    const raw = new FormData();
    for (const [field, value] of Object.entries(fields)) raw.set(field, value);
    raw.set('file', new Blob([bytes]), name);
    return this.request('POST', '/api/v1/files', { raw });
  }

  /** What can be spent now. */
  async balance(): Promise<number> {
    const { status, body, text } = await this.get('/api/v1/credits');
    assert.equal(status, 200, text);
    assert.equal(typeof body.current_credits, 'number');
    return body.current_credits ?? 0;
  }

  /** All that a refused request must leave as it was. */
  async state() {
    const [credits, entries, tasks, files] = await Promise.all([
      this.balance(),
      this.get('/api/v1/credits/entries?limit=100'),
      this.get('/api/v1/generations?limit=100'),
      this.get('/api/v1/files?limit=100'),
    ]);
    const idsOf = ({ body }: Answer) => (body.data ?? []).map(({ id }) => id);
    return { credits, entries: idsOf(entries), tasks: idsOf(tasks), files: idsOf(files) };
  }
}

/** Asserts a refusal in the documented shape; with `path`, that the problem is pinned to that field. */
export function assertRefused(answer: Answer, status: number, code: string, path?: string): void {
  assert.equal(answer.status, status, answer.text);
  const { error } = answer.body;
  assert.ok(error, answer.text);
  assert.equal(error.code, code, answer.text);
  assert.deepEqual(Object.keys(answer.body), ['error']);
  for (const key of Object.keys(error)) assert.ok(['code', 'message', 'requestId', 'details'].includes(key), key);
  assert.ok(error.message.length > 10, 'a message should say what is wrong');
  assert.ok(error.message.length < 1_500, 'a message should stay readable');
  assert.match(error.requestId ?? '', /^req_[0-9a-z]{26}$/);
  assert.equal(answer.headers.get('x-request-id'), error.requestId);
  if (path === undefined) return;
  const paths = (error.details ?? []).map((detail) => detail.path);
  assert.ok(paths.includes(path), `${path} is not among ${paths.join(', ')}: ${answer.text}`);
}

/** A text that has to be there. */
export function textOf(value: string | null | undefined): string {
  assert.equal(typeof value, 'string');
  return value ?? '';
}
