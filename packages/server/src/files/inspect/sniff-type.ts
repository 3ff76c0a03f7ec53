/** The MIME type that the first bytes of a file say, or nothing for text and whatever else has no signature. */
export async function sniffFile(path: string): Promise<string | undefined> {
  const { fileTypeFromFile } = await import('file-type');
  return await orUnknown(fileTypeFromFile(path));
}

/** The same for bytes in memory. */
export async function sniffBytes(bytes: Uint8Array): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  return await orUnknown(fileTypeFromBuffer(bytes));
}

/** A file that leads the detection astray has no type we know; a disk that cannot be read is another matter. */
async function orUnknown(detection: Promise<{ mime: string } | undefined>): Promise<string | undefined> {
  try {
    return (await detection)?.mime;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    return undefined;
  }
}
