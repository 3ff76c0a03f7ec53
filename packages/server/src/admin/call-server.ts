/** A server's refusal, in its own words. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, refusal: Refusal) {
    super(refusal.message);
    this.status = status;
    this.code = refusal.code;
    this.requestId = refusal.requestId;
    this.details = refusal.details;
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
  readonly token: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly check: Check<Value>;
};

const ANSWER_CHARACTERS_MAX = 32 * 2 ** 20;

/** Makes one call. Throws `ServerRefusal` for an error of the contract and `NoAnswer` for everything else that fails. */
export async function callServer<Value>(call: Call<Value>): Promise<Value> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${call.server}${call.path}`, {
      method: call.method,
      signal: AbortSignal.timeout(call.timeoutMs),
      redirect: 'error',
      ...sent(call),
    });
    text = await response.text();
  } catch (error) {
    throw noAnswer(call, error);
  }
  const answer = toJson(text);
  if (response.ok && call.check(answer)) return answer;
  const refusal = response.ok ? undefined : readRefusal(answer);
  if (refusal !== undefined) throw new ServerRefusal(response.status, refusal);
  throw new NoAnswer(
    'foreign',
    `What answers at ${call.server} is not a Rivya server of this version (status ${response.status}). Check RIVYA_URL.`,
  );
}

function sent<Value>({ token, body }: Call<Value>): { headers: Record<string, string>; body?: string } {
  const authorization = `Bearer ${token}`;
  if (body === undefined) return { headers: { authorization } };
  return { headers: { 'content-type': 'application/json', authorization }, body: JSON.stringify(body) };
}

/** What `fetch` failed with, in one sentence that says what to do. */
export function noAnswer({ server, timeoutMs }: { server: string; timeoutMs: number }, error: unknown): NoAnswer {
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
