import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import { MAGIC, type SectionName, type SectionPlace } from '../src/assets/read-section.ts';

export type Section = {
  readonly name: SectionName;
  /** Compressed with Brotli, by `pack` or otherwise; or several such pieces. */
  readonly packed: Uint8Array;
};

/** Writes the sections as one file, as `readSection` reads it; a reader at this moment sees the old file or the new one. */
export async function bakeSections(target: URL, sections: readonly Section[]): Promise<number> {
  let offset = 0;
  const index = sections.map(({ name, packed }): SectionPlace => {
    offset += packed.length;
    return [name, offset - packed.length, packed.length];
  });
  const json = Buffer.from(JSON.stringify(index));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(json.length);
  const file = Buffer.concat([Buffer.from(MAGIC), size, json, ...sections.map(({ packed }) => packed)]);
  await mkdir(new URL('.', target), { recursive: true });
  const draft = new URL(`${target.href}.${process.pid}`);
  try {
    await writeFile(draft, file);
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
  return file.length;
}

/** Compressed well enough: the best quality takes ten times as long for a twentieth less. */
export function pack(content: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(content);
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
