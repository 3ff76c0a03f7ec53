import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { GenerationFailedError, RivyaClient, RivyaError } from '@rivya/sdk';

// node make-picture.ts "A red kite over a beach" kite.png
const [prompt, path = 'picture.png'] = process.argv.slice(2);
if (prompt === undefined) {
  console.error('usage: node make-picture.ts PROMPT [FILE]');
  process.exit(2);
}

try {
  await makePicture(prompt, path);
} catch (error) {
  console.error(inWords(error));
  process.exitCode = 1;
}

async function makePicture(prompt: string, path: string): Promise<void> {
  // Reads RIVYA_URL and RIVYA_API_KEY.
  const rivya = new RivyaClient();
  const task = await rivya.generations.run(
    { model: 'wan-2-7-image-pro', prompt, params: { aspect_ratio: '16:9', resolution: '1K' } },
    { onUpdate: ({ id, status }) => console.error(`${id} ${status}`) },
  );
  const [picture] = task.result?.items ?? [];
  if (picture === undefined) throw new Error('The picture has expired or was deleted.');

  // The address needs no key; the hash tells whether all of it arrived.
  const response = await fetch(picture.url);
  if (!response.ok) throw new Error(`${picture.url} answers with status ${response.status}.`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (createHash('sha256').update(bytes).digest('hex') !== picture.sha256) throw new Error('The download is damaged.');
  await writeFile(path, bytes);
  console.log(`${path}: ${picture.width} × ${picture.height} pixels for ${task.final_credits} credits`);
}

function inWords(error: unknown): string {
  // Nothing was charged for it.
  if (error instanceof GenerationFailedError) return `${error.message} (${error.code})`;
  if (error instanceof RivyaError) return `${error.message} (${error.code}, request ${error.requestId ?? 'unknown'})`;
  return error instanceof Error ? error.message : String(error);
}
