import type { SampleRequest } from './request.ts';

const DEFAULT_URL = 'http://127.0.0.1:8787';
/** The flag of `rivya generate` for each parameter. */
const FLAGS: Readonly<Record<string, string>> = {
  aspect_ratio: '--aspect-ratio',
  resolution: '--resolution',
  seed: '--seed',
};
const REFERENCES = 'referenceMediaItems';

/** The requests as one `rivya` command, where there is one that does the same. */
export function cliOf(steps: readonly SampleRequest[], baseUrl: string): string | undefined {
  const command = commandOf(steps);
  if (command === undefined) return undefined;
  return baseUrl === DEFAULT_URL ? command : `export RIVYA_URL=${baseUrl}\n${command}`;
}

/** `rivya generate` uploads, creates, waits and downloads; it makes an idempotency key of its own. */
function commandOf(steps: readonly SampleRequest[]): string | undefined {
  const last = steps.at(-1);
  if (last === undefined) return undefined;
  if (last.path === '/api/v1/models') return 'rivya models';
  if (last.method !== 'POST' || last.path !== '/api/v1/generations') return undefined;
  const { model, prompt, params = {}, ...others } = last.json ?? {};
  const flags = flagsOf(params);
  if (flags === undefined || Object.keys(others).length > 0) return undefined;
  const files = steps.slice(0, -1).flatMap(({ form = [] }) => form.filter(([name]) => name === 'file'));
  const references = files.map(([, value]) => `--ref ${value.slice(1)}`);
  return [
    `rivya generate ${quote(String(prompt))}`,
    `--model ${model}`,
    ...flags,
    ...references,
    '-o picture.png',
  ].join(' \\\n  ');
}

function flagsOf(params: unknown): string[] | undefined {
  const flags: string[] = [];
  for (const [key, value] of Object.entries(Object(params))) {
    const flag = FLAGS[key];
    if (flag !== undefined) flags.push(`${flag} ${value}`);
    else if (key === 'watermark') flags.push(...(String(value) === 'true' ? ['--watermark'] : []));
    else if (key !== REFERENCES) return undefined;
  }
  return flags;
}

function quote(text: string): string {
  return `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}
