import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/**
 * `node tools/extra/check-packages.ts` builds the client's tarball and looks at it as its users' tools will: publint at
 * its manifest and files, Are the types wrong? at what each kind of import resolves to. Whatever they say fails.
 */
const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = ['sdk'] as const;

for (const name of PACKAGES) {
  const tarball = readFileSync(pack(name));
  const complaints = [...(await askPublint(tarball)), ...(await askAboutTypes(tarball))];
  for (const complaint of complaints) console.error(`${name}: ${complaint}`);
  console.log(`${name}: ${tarball.length} bytes packed, ${complaints.length} complaints`);
  if (complaints.length > 0) process.exitCode = 1;
}

function pack(name: string): string {
  const packing = spawnSync(process.execPath, ['tools/pack.ts', name], { cwd: ROOT, encoding: 'utf8' });
  if (packing.status !== 0) throw new Error(`The package ${name} could not be built: ${packing.stderr}`);
  return join(ROOT, packing.stdout.trim());
}

async function askPublint(tarball: Uint8Array): Promise<readonly string[]> {
  const data = new Uint8Array(tarball).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: data }, strict: true, level: 'suggestion' });
  return messages.map((message) => `publint ${message.type}: ${formatMessage(message, pkg) ?? message.code}`);
}

async function askAboutTypes(tarball: Uint8Array): Promise<readonly string[]> {
  const result = await checkPackage(createPackageFromTarballData(tarball));
  if (!result.types) return ['types: there are none'];
  return result.problems.map((problem) => `types: ${JSON.stringify(problem)}`);
}
