import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

/** What a request should ask for, as `accept-encoding`. */
export const DECODABLE = 'gzip, deflate, br';

const unzip: Decompress = promisify(gunzip);
const DECOMPRESS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', unzip],
  ['x-gzip', unzip],
  ['br', promisify(brotliDecompress)],
  ['deflate', inflateEither],
]);

/** So many layers are a trick, not a saving. */
const LAYERS_MAX = 2;

/**
 * Undoes the content encodings of a body. Throws when one is unknown, when the bytes are not what they should be or break
 * off, and when more than `bytesMax` bytes come out.
 */
export async function decodeBody(
  bytes: Uint8Array,
  contentEncoding: string | undefined,
  bytesMax: number,
): Promise<Uint8Array> {
  const names = (contentEncoding ?? '').split(',').map((name) => name.trim().toLowerCase());
  const layers = names.filter((name) => name !== '' && name !== 'identity');
  if (bytes.length === 0 || layers.length === 0) return bytes;
  if (layers.length > LAYERS_MAX) throw new Error(`A body encoded ${layers.length} times is not read.`);
  let decoded = bytes;
  for (const layer of layers.reverse()) {
    const decompress = DECOMPRESS.get(layer);
    if (decompress === undefined) throw new Error(`A body encoded as ${layer.slice(0, 40)} cannot be read.`);
    decoded = await decompress(decoded, { maxOutputLength: bytesMax });
  }
  return decoded;
}

const ZLIB_METHOD = 8;

/** By the book there is a zlib header around it; some servers leave it out (RFC 9110, 8.4.1.2). */
async function inflateEither(bytes: Uint8Array, options: { readonly maxOutputLength: number }): Promise<Uint8Array> {
  const hasHeader = ((bytes[0] ?? 0) & 0x0f) === ZLIB_METHOD;
  return await promisify<Uint8Array, typeof options, Uint8Array>(hasHeader ? inflate : inflateRaw)(bytes, options);
}
