import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type';

/** The MIME type that the first bytes of a file say, or nothing for text and whatever else has no signature. */
export async function sniffFile(path: string): Promise<string | undefined> {
  return (await fileTypeFromFile(path))?.mime;
}

/** The same for bytes in memory. */
export async function sniffBytes(bytes: Uint8Array): Promise<string | undefined> {
  return (await fileTypeFromBuffer(bytes))?.mime;
}
