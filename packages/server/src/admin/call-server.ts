/** A server's refusal, in its own words. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: readonly { readonly path: string; readonly message: string }[];
  /** How long the server asked to wait before the next try; absent when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, refusal: Refusal, retryAfterMs: number | undefined) {
    super(refusal.message);
    this.status = status;
    this.code = refusal.code;
    this.requestId = refusal.requestId;
    this.details = refusal.details;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer, or none that makes sense; the message is one sentence which names the server. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** `unreachable`: nothing was sent. `lost`: sent, perhaps done. `foreign`: something else answered. */
  readonly kind: 'unreachable' | 'lost' | 'foreign';

  constructor(kind: 'unreachable' | 'lost' | 'foreign', message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** Tells whether an answer has the shape a command needs; fields it does not know are left alone. */
export type Check<Value> = (value: unknown) => value is Value;

export type Call<Value> = {
  readonly method: 'GET' | 'POST';
  /** Where the server is, without a trailing slash. */
  readonly server: string;
  /** From `/`, with the query. */
  readonly path: string;
  readonly token: string | undefined;
  /** Sent as JSON, or as a form when it is one. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly check: Check<Value>;
};

const ANSWER_CHARACTERS_MAX = 32 * 2 ** 20;

/** Makes one call. Throws `ServerRefusal` for an error of the contract and `NoAnswer` for everything else that fails. */
export async function callServer<Value>(call: Call<Value>): Promise<Value> {
  const timeout = AbortSignal.timeout(call.timeoutMs);
  const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${call.server}${call.path}`, {
      method: call.method,
      signal,
      redirect: 'error',
      ...sent(call),
    });
    text = await response.text();
  } catch (error) {
    if (call.signal?.aborted === true) throw error;
    throw noAnswer(call, error);
  }
  const answer = toJson(text);
  if (response.ok && call.check(answer)) return answer;
  const refusal = response.ok ? undefined : readRefusal(answer);
  if (refusal !== undefined) throw new ServerRefusal(response.status, refusal, retryAfterMs(response));
  throw new NoAnswer(
    'foreign',
    `What answers at ${call.server} is not a Rivya server of this version (status ${response.status}). Check RIVYA_URL.`,
  );
}

function sent<Value>({ token, body, headers }: Call<Value>): {
  headers: Record<string, string>;
  body?: string | FormData;
} {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  if (body === undefined) return { headers: { ...authorization, ...headers } };
  // A form brings its own content type, with the boundary in it.
  if (body instanceof FormData) return { headers: { ...authorization, ...headers }, body };
  return {
    headers: { 'content-type': 'application/json', ...authorization, ...headers },
    body: JSON.stringify(body),
  };
}

function noAnswer<Value>({ server, timeoutMs }: Call<Value>, error: unknown): NoAnswer {
  const code = codeOf(error);
  const start = 'Start one with "rivya serve" or set RIVYA_URL.';
  switch (code) {
    case 'ECONNREFUSED':
      return new NoAnswer('unreachable', `No server answers at ${server} (connection refused). ${start}`, error);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new NoAnswer('unreachable', `The host of ${server} is not known. Check RIVYA_URL.`, error);
    case 'TimeoutError':
      return new NoAnswer('lost', `The server at ${server} did not answer within ${timeoutMs / 1_000} s.`, error);
    default:
      return new NoAnswer('lost', `The connection to ${server} broke (${code}).`, error);
  }
}

/** The code of what went wrong; `fetch` wraps it, and a host with several addresses wraps it again. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return error.name;
  if (error.cause !== undefined) return codeOf(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return 'code' in error ? String(error.code) : error.message;
}

function toJson(text: string): unknown {
  if (text.length > ANSWER_CHARACTERS_MAX) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Refusal = {
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
  readonly details: readonly { readonly path: string; readonly message: string }[];
};

function readRefusal(answer: unknown): Refusal | undefined {
  const error = field(answer, 'error');
  const code = field(error, 'code');
  const message = field(error, 'message');
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  const requestId = field(error, 'requestId');
  const details = field(error, 'details');
  return {
    code,
    message,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    details: (Array.isArray(details) ? details : []).map((detail) => ({
      path: String(field(detail, 'path') ?? ''),
      message: String(field(detail, 'message') ?? ''),
    })),
  };
}

function field(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined;
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
