import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { environmentWithoutSettings } from '../config.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/rivya.cjs', import.meta.url));

/** For tests only: a command that runs until it is told to end. */
export type Running = {
  /** The next line on stdout; the empty text once there are no more. */
  line(): Promise<string>;
  /** All it has written to stderr. */
  notices(): string;
  /** Waits until stderr says so; throws when the command ends before. */
  noticed(text: RegExp): Promise<void>;
  /** Ctrl-C; answers the exit code. */
  interrupt(): Promise<unknown>;
};

/** For tests only: starts the command as its user would; `env` is all it knows of our settings. Ends with the test. */
export function startRivya(t: TestContext, args: readonly string[], env: Record<string, string>): Running {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { ...environmentWithoutSettings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let notices = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    notices += chunk;
  });
  return {
    async line() {
      const { value = '' } = await lines.next();
      return value;
    },
    notices: () => notices,
    async noticed(text) {
      while (!text.test(notices)) {
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode} and said: ${notices}`);
        await Promise.race([once(child.stderr, 'data'), exited]);
      }
    },
    async interrupt() {
      child.kill('SIGINT');
      const [code] = await exited;
      return code;
    },
  };
}

/** For tests only: what a receiver got. */
export type Got = { readonly headers: IncomingMessage['headers']; readonly body: string };

/** For tests only: a program that takes POSTs at a port, 0 for any, and answers them with a status. Ends with the test. */
export async function startReceiver(t: TestContext, { port = 0, status = 204 } = {}) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    got.push({ headers: request.headers, body });
    response.writeHead(status).end();
  }).listen(port, '127.0.0.1');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  t.after(close);
  await once(server, 'listening');
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : 0;
  return { got, port: taken, url: `http://127.0.0.1:${taken}/hook`, close };
}
