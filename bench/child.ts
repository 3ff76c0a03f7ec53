import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onCleanUp } from './cleanup.ts';

/** A server in a process of its own. */
export interface Child {
  readonly pid: number;
  readonly url: string;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

const START_MS_MAX = 30_000;
const STOP_MS_MAX = 15_000;

/** Starts a Node program whose first line on stdout is JSON with a `url`. Throws when that does not come. */
export async function startChild(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Child> {
  const child = spawn(process.execPath, [...args], {
    env: { ...cleanEnvironment(), ...env },
    // Over the channel a server notices when the benchmark is gone, however it went.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const forget = onCleanUp(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  if (child.stdout === null) throw new Error('a server was started without its output.');
  const line = once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(START_MS_MAX) });
  const [first]: unknown[] = await Promise.race([line, ended.then(() => [])]);
  line.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    url: urlIn(first),
    async stop() {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
      await ended;
      clearTimeout(killer);
      forget();
    },
  };
}

function urlIn(line: unknown): string {
  const told: unknown = typeof line === 'string' ? JSON.parse(line) : undefined;
  if (told !== null && typeof told === 'object' && 'url' in told) return String(told.url);
  throw new Error('a server did not start.');
}

/** Without the settings of whoever runs the benchmark. */
function cleanEnvironment(): Record<string, string | undefined> {
  const isSetting = /^(?:RIVYA_|DASHSCOPE_|KIE_|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isSetting.test(name)));
}
