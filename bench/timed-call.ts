import { Agent, request } from 'node:http';

/** A JSON answer, and when its last byte was there by `nowMs`. */
export type TimedAnswer = { readonly body: unknown; readonly atMs: number };

const agent = new Agent({ keepAlive: true });

/** Milliseconds since 1970 with their fraction; one clock for the client, the upstreams and the engines of this process. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * A JSON call over a connection that is kept: a POST when there is a body. Closer to the socket than `fetch`, which can
 * tell of an answer a millisecond later than it came. Throws for anything but success.
 */
export function callTimed(url: string, token: string, body?: object): Promise<TimedAnswer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: text === undefined ? 'GET' : 'POST', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const atMs = nowMs();
        const received = Buffer.concat(chunks).toString('utf8');
        const status = answer.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve({ body: JSON.parse(received), atMs });
        else reject(new Error(`${new URL(url).pathname} answered ${status}: ${received}`));
      });
    });
    sent.on('error', reject);
    sent.end(text);
  });
}
