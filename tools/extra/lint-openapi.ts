import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';

/**
 * `node tools/extra/lint-openapi.ts [FILE]` holds the description of the API against the recommended rules of Redocly and
 * the OpenAPI rules of Spectral. Anything they say, warnings included, fails.
 */
const COPY = join(import.meta.dirname, '../../packages/server/openapi.json');

const path = process.argv[2] ?? COPY;
const source = readFileSync(path, 'utf8');
const complaints = [...(await redocly(source)), ...(await spectral(source))];
for (const complaint of complaints) console.error(complaint);
console.log(`${path}: ${complaints.length} complaints`);
process.exitCode = complaints.length === 0 ? 0 : 1;

async function redocly(source: string): Promise<readonly string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source, absoluteRef: path, config });
  return problems.map(
    ({ severity, ruleId, message, location }) =>
      `redocly ${severity} ${ruleId}: ${message} (${location.map(({ pointer }) => pointer ?? '').join(', ')})`,
  );
}

async function spectral(source: string): Promise<readonly string[]> {
  const linter = new spectralCore.Spectral();
  linter.setRuleset({ ...oas, extends: [] });
  const problems = await linter.run(source);
  return problems.map(({ code, message, path }) => `spectral ${String(code)}: ${message} (${path.join('.')})`);
}
