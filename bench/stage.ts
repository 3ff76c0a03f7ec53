import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './cleanup.ts';
import type { Places } from './places.ts';

/** What is measured: the built packages, laid out as npm installs them, and the stores their servers stand on. */
export type Staged = {
  /** The `rivya` command. */
  readonly launcher: string;
  readonly places: Places;
  /** How long `steady` lasts. */
  readonly minutes: number;
};

const ROOT = join(import.meta.dirname, '..');
/** In the order in which they need each other. */
const PACKAGES = { painter: '@rivya/painter', sdk: '@rivya/sdk', server: 'rivya' };

/** Builds the packages and copies them below the root's `node_modules`, where they find what they depend on; the path of the command. */
export function stageBuiltPackages(): string {
  const build = ['tools/pack.ts', '--no-tarballs', ...Object.keys(PACKAGES)];
  const { status } = spawnSync(process.execPath, build, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('the packages cannot be built.');
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const installed = join(temporaryFolder(cache), 'node_modules');
  for (const [folder, name] of Object.entries(PACKAGES)) {
    cpSync(join(ROOT, 'packages', folder, 'dist'), join(installed, name), { recursive: true });
  }
  return join(installed, PACKAGES.server, 'bin/rivya.cjs');
}
