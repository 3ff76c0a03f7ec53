import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './cleanup.ts';
import type { Places } from './places.ts';

/** The built packages, laid out as npm installs them, and where their servers keep things. */
export type Staged = {
  /** The `rivya` command. */
  readonly launcher: string;
  readonly places: Places;
};

const ROOT = join(import.meta.dirname, '..');
const PACKAGES = { painter: '@rivya/painter', server: 'rivya' };

/** Builds the packages and copies them below the root's `node_modules`, where they find what they depend on. */
export function stageBuiltPackages(places: Places): Staged {
  const build = ['tools/pack.ts', '--no-tarballs', ...Object.keys(PACKAGES)];
  const { status } = spawnSync(process.execPath, build, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('the packages cannot be built.');
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const installed = join(temporaryFolder(cache), 'node_modules');
  for (const [folder, name] of Object.entries(PACKAGES)) {
    cpSync(join(ROOT, 'packages', folder, 'dist'), join(installed, name), { recursive: true });
  }
  return { launcher: join(installed, PACKAGES.server, 'bin/rivya.cjs'), places };
}
