import { fence } from './markdown.ts';
import { cliOf } from './samples/cli.ts';
import { curlOf } from './samples/curl.ts';
import { pythonOf } from './samples/python.ts';
import type { SampleRequest } from './samples/request.ts';
import { typescriptOf } from './samples/typescript.ts';

/**
 * One request, or several that follow each other, as a group of tabs: curl, TypeScript, Python and, where there is a
 * command for it, the CLI. All are written from the same description, so they cannot disagree.
 */
export function samplesOf(steps: readonly SampleRequest[], baseUrl: string): string {
  const cli = cliOf(steps, baseUrl);
  return [
    fence('bash tab="curl"', curlOf(steps, baseUrl)),
    fence('ts tab="TypeScript"', typescriptOf(steps, baseUrl)),
    fence('python tab="Python"', pythonOf(steps, baseUrl)),
    ...(cli === undefined ? [] : [fence('bash tab="CLI"', cli)]),
  ].join('\n\n');
}
