import { type IncomingMessage, request as overHttp, type ServerResponse } from 'node:http';
import { request as overHttps } from 'node:https';
import { pipeline } from 'node:stream';
import { isAllowed } from './allowed-routes.ts';
import { createLimit } from './limit.ts';

/** What Express calls a middleware; `app.use('/rivya', rivyaProxy(options))`. It fits a plain `node:http` server too. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type ProxyOptions = {
  /** Where the Rivya server is. */
  readonly rivyaUrl: string;
  /** Stays here: a browser never gets to see it. */
  readonly apiKey: string;
  /** Who is asking, from your session; `undefined` when nobody is signed in. */
  readonly userOf: (request: IncomingMessage) => string | undefined;
  readonly callsPerMinute: number;
  readonly picturesPerHour: number;
};

/** Headers that are passed on. Cookies are not among them: they are yours, not Rivya's. */
const TO_RIVYA = ['accept', 'content-type', 'content-length', 'transfer-encoding', 'idempotency-key'];
const TO_BROWSER = ['content-type', 'content-length', 'retry-after', 'x-request-id', 'idempotency-replayed'];

/** Passes the allowed calls of signed-in users on to Rivya, with the key. `request.url` begins behind the mount path. */
export function rivyaProxy(options: ProxyOptions): Middleware {
  const calls = createLimit(options.callsPerMinute, 60_000);
  const pictures = createLimit(options.picturesPerHour, 3_600_000);
  return (request, response) => {
    const { method = '', url = '' } = request;
    const user = options.userOf(request);
    if (!isAllowed(method, url)) return refuse(response, 404, 'not_found', 'There is no such route here.');
    if (user === undefined) return refuse(response, 401, 'signed_out', 'Sign in first.');
    // A form on somebody else's page would be sent with your user's cookies.
    if (request.headers['sec-fetch-site'] === 'cross-site')
      return refuse(response, 403, 'cross_site', 'Calls from other sites are not taken.');
    const waitSeconds = Math.max(calls(user), isCreate(method, url) ? pictures(user) : 0);
    if (waitSeconds > 0) {
      response.setHeader('retry-after', String(waitSeconds));
      return refuse(response, 429, 'rate_limited', `That was a lot. Come back in ${waitSeconds} seconds.`);
    }
    passOn(request, response, options);
  };
}

/** Both bodies are streamed: a large upload costs this process no memory. */
function passOn(request: IncomingMessage, response: ServerResponse, { rivyaUrl, apiKey }: ProxyOptions): void {
  const target = new URL(`${rivyaUrl.replace(/\/+$/, '')}${request.url ?? ''}`);
  const headers = { ...pick(request.headers, TO_RIVYA), authorization: `Bearer ${apiKey}` };
  const send = target.protocol === 'https:' ? overHttps : overHttp;
  const onward = send(target, { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, pick(answer.headers, TO_BROWSER));
    pipeline(answer, response, () => undefined);
  });
  onward.on('error', () => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, 'unreachable', 'The picture server cannot be reached. Try again in a moment.');
  });
  // Who leaves the page takes a held call along.
  response.once('close', () => {
    if (!response.writableFinished) onward.destroy();
  });
  request.pipe(onward);
}

function isCreate(method: string, url: string): boolean {
  return method === 'POST' && /^\/api\/v1\/generations$/.test(url);
}

/** In the shape of Rivya's own errors, so that clients read both alike. */
function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { code, message } }));
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function pick(headers: Headers, names: readonly string[]): Record<string, string | string[]> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
