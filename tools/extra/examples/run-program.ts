import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
const RUN_MS_MAX = 60_000;

/** What an example leads to, and nothing else of our settings. */
export type Settings = {
  readonly RIVYA_URL: string;
  readonly RIVYA_API_KEY?: string;
  readonly WEBHOOK_SECRET?: string;
};

export type Outcome = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** Runs a program of `examples/` to its end. */
export function runProgram(program: string, args: readonly string[], settings: Settings): Promise<Outcome> {
  const [file = '', ...given] = [program, ...args];
  const command = interpreterOf(file);
  const options = { env: environment(settings), timeout: RUN_MS_MAX };
  return new Promise((resolve) => {
    const child = execFile(command, [join(EXAMPLES, file), ...given], options, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** Starts a server of `examples/` on a free port and gives the address it prints. */
export async function startProgram(program: string, settings: Settings) {
  const child = spawn(interpreterOf(program), [join(EXAMPLES, program), '0'], {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const stop = async () => {
    child.kill();
    await gone;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return { url, stop };
  }
  throw new Error(`${program} ended before it said its address.`);
}

/** Throws, saying what to install, unless Python can run the example that needs it. */
export async function requirePython(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  execFile('python3', ['-c', 'import requests'], (error) => {
    if (error === null) return resolve();
    reject(
      new Error('python3 with requests is missing. On Debian: apt-get install python3-requests', { cause: error }),
    );
  });
  await promise;
}

function interpreterOf(program: string): string {
  return program.endsWith('.py') ? 'python3' : process.execPath;
}

function environment(settings: Settings): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, ...settings };
}
