import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentWithoutSettings } from '../config.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/rivya.cjs', import.meta.url));

/** For tests only: what a command left. */
export type Outcome = { readonly code: unknown; readonly stdout: string; readonly stderr: string };

/** Runs the command as its user would; `env` is all it knows of our settings. */
export function rivya(args: readonly string[], env: Record<string, string> = {}, cwd?: string): Promise<Outcome> {
  const options = { env: { ...environmentWithoutSettings(), ...env }, cwd };
  return new Promise((resolve) => {
    execFile(process.execPath, [LAUNCHER, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}
