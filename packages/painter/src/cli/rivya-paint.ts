import { stat, writeFile } from 'node:fs/promises';
import { PaintError, type PaintedPixels, paintPixels, randomSeed } from '../index.ts';
import { loadSharp } from '../load-sharp.ts';
import { explainPlan } from './explain-plan.ts';
import { type Arguments, readArguments, type Target, UsageError } from './read-arguments.ts';

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
const HELP = `rivya-paint PROMPT [-o FILE] [options]

Paints a picture for a prompt in English or Chinese. A sandbox renderer, not an AI model.

  -o, --output FILE     where the picture goes; .png, .jpg or .webp
  --size WIDTHxHEIGHT   pixels, 16 to 8192 a side (default 1024x1024)
  --seed NUMBER         0 to 2147483647; the same prompt and seed give the same picture (default: random)
  --reference FILE      a picture to edit; may be given up to nine times, the first is picture 1
  --watermark           a small "AI generated" mark
  --explain             print what was understood and where it was painted
  --json                print size, seed and plan as one JSON value
  -h, --help            this page

Exit code 0: painted; 1: it failed; 2: the command was not understood.
`;

/** Runs the command `rivya-paint`: messages go to stderr, what was asked for to stdout. Sets the exit code. */
export async function rivyaPaint(args: readonly string[]): Promise<void> {
  try {
    const asked = readArguments(args);
    process.stdout.write(asked === 'help' ? HELP : await paintAsked(asked));
  } catch (error) {
    process.exitCode = isUsage(error) ? EXIT_USAGE : EXIT_FAILURE;
    const message = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    process.stderr.write(`rivya-paint: ${message}${error instanceof UsageError ? ' See --help.' : ''}\n`);
  }
}

/** Paints and writes the file; answers what is to be printed. */
async function paintAsked(asked: Arguments): Promise<string> {
  const { prompt, width, height, references, watermark, target } = asked;
  const seed = asked.seed ?? randomSeed();
  for (const path of references) await refuseMissing(path);
  const painted = await paintPixels({ prompt, width, height, seed, references, watermark });
  if (target !== undefined) await writePicture(painted, target);
  const { plan } = painted;
  if (asked.json) return `${JSON.stringify({ file: target?.path ?? null, width, height, seed, plan })}\n`;
  const done = target === undefined ? '' : `${target.path}: ${width} x ${height} pixels, seed ${seed}\n`;
  return asked.explain ? `${done}${explainPlan(plan)}` : done;
}

async function refuseMissing(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new Error(`${path} was not found.`);
  if (!found.isFile()) throw new Error(`${path} is not a file.`);
}

async function writePicture({ pixels, width, height, channels }: PaintedPixels, { path, type }: Target) {
  const sharp = await loadSharp();
  const picture = sharp(pixels, { raw: { width, height, channels } });
  const encoded =
    type === '.png'
      ? picture.png({ compressionLevel: 6, adaptiveFiltering: false })
      : type === '.webp'
        ? picture.webp({ quality: 90 })
        : picture.jpeg({ quality: 90 });
  try {
    await writeFile(path, await encoded.toBuffer());
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new Error(`${path} could not be written (${code}).`, { cause });
  }
}

function isUsage(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof PaintError && error.code === 'invalid_request');
}
