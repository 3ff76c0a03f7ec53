import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { SEED_MAX } from '../paint-request.ts';

export const FILE_TYPES = ['.png', '.jpg', '.jpeg', '.webp'] as const;
export type FileType = (typeof FILE_TYPES)[number];
export type Target = { readonly path: string; readonly type: FileType };
export type Arguments = {
  readonly prompt: string;
  readonly target: Target | undefined;
  readonly width: number;
  readonly height: number;
  /** A random one when absent. */
  readonly seed: number | undefined;
  readonly references: readonly string[];
  readonly watermark: boolean;
  readonly explain: boolean;
  readonly json: boolean;
};

/** The command was not understood; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  size: { type: 'string', default: '1024x1024' },
  seed: { type: 'string' },
  reference: { type: 'string', multiple: true },
  watermark: { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Reads the command line; 'help' when that is what is asked for. Throws UsageError. */
export function readArguments(args: readonly string[]): Arguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const prompt = positionals.join(' ').trim();
  if (prompt === '') throw new UsageError('A prompt is missing, such as "two owls in a forest".');
  if (values.output === undefined && !values.explain && !values.json) {
    throw new UsageError('Say where the picture goes with -o FILE, or ask only for its plan with --explain.');
  }
  return {
    prompt,
    target: values.output === undefined ? undefined : targetOf(values.output),
    ...sizeOf(values.size),
    seed: values.seed === undefined ? undefined : seedOf(values.seed),
    references: values.reference ?? [],
    watermark: values.watermark,
    explain: values.explain,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ', 1)[0] ?? '').concat('.') : String(error));
  }
}

function targetOf(path: string): Target {
  const extension = extname(path).toLowerCase();
  const type = FILE_TYPES.find((known) => known === extension);
  if (type === undefined) throw new UsageError(`"${path}" must end in ${FILE_TYPES.join(', ')}.`);
  return { path, type };
}

function sizeOf(text: string) {
  const match = /^(\d{1,5})[x×](\d{1,5})$/i.exec(text);
  if (match === null) throw new UsageError(`--size must be two numbers such as 1280x720, not "${text}".`);
  return { width: Number(match[1]), height: Number(match[2]) };
}

function seedOf(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > SEED_MAX) {
    throw new UsageError(`--seed must be a whole number from 0 to ${SEED_MAX}, not "${text}".`);
  }
  return Number(text);
}
