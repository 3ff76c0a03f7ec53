import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser of the machine. Throws, saying what to install, when there is none. */
export function findBrowser(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(`No browser in PATH (${NAMES.join(', ')}). On Debian: apt-get install chromium`);
}

/** What it has to be started with: its sandbox refuses to run as root, which containers often are. */
export const BROWSER_ARGUMENTS: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Starts it without a window. `port` is where tools may control it as well. */
export function openBrowser(port?: number): Promise<Browser> {
  const args = port === undefined ? [] : [`--remote-debugging-port=${port}`];
  return chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_ARGUMENTS, ...args] });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
