import { fetchPicture } from '../pictures/fetch-picture.ts';
import type { Inspected } from '../pictures/inspect-picture.ts';
import { INPUT_BYTES_MAX, inspectInput } from '../wan/inspect-input.ts';
import type { Size } from '../wan/tier-size.ts';
import { documented, invalid, Refusal } from './refusal.ts';

/** What images may come from, besides the request itself. */
export type ImageSources = {
  /** Whether `oss://` is resolved in this request. */
  readonly isOssResolved: boolean;
  readonly imageUrls: 'own' | 'any';
  /** Bytes behind an `oss://` key for this account and model. Throws a Refusal. */
  readUpload(key: string): Uint8Array;
  /** Bytes behind a link of the result host; undefined when the link is another host's. Throws a Refusal. */
  readResult(url: string): Uint8Array | undefined;
};

const DATA_URI = /^data:image\/(jpeg|jpg|png|bmp|webp);base64,/;
const FORMATS: Readonly<Record<string, string>> = { jpeg: 'jpeg', jpg: 'jpeg', png: 'png', bmp: 'bmp', webp: 'webp' };

/** Gets and checks the images of a request, in their order, and says how large each is. Throws a Refusal. */
export async function checkImages(images: readonly string[], sources: ImageSources): Promise<readonly Size[]> {
  const sizes: Size[] = [];
  for (const image of images) sizes.push(await checkImage(image, sources));
  return sizes;
}

async function checkImage(image: string, sources: ImageSources): Promise<Size> {
  if (image.startsWith('data:')) return checkDataUri(image);
  if (image.startsWith('oss://')) {
    if (!sources.isOssResolved) throw documented('InvalidURL');
    return checkBytes(sources.readUpload(image.slice('oss://'.length)));
  }
  if (!/^https?:\/\//.test(image) || !URL.canParse(image)) throw documented('InvalidURL');
  const own = sources.readResult(image);
  if (own !== undefined) return checkBytes(own);
  if (sources.imageUrls === 'own') throw new Refusal(400, 'InvalidURL', 'Image download failed');
  return checkBytes(await download(image));
}

async function checkDataUri(uri: string): Promise<Size> {
  const mime = DATA_URI.exec(uri);
  if (mime === null) throw invalid('A data URI must be data:image/<jpeg, png, bmp or webp>;base64,<data>');
  const base64 = uri.slice(mime[0].length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) throw invalid('The image is not valid base64');
  const found = await checkBytes(Buffer.from(base64, 'base64'));
  if (found.format !== FORMATS[mime[1] ?? '']) throw invalid('The image format does not match its MIME type');
  return found;
}

async function checkBytes(bytes: Uint8Array): Promise<Inspected> {
  const found = await inspectInput(bytes);
  if (typeof found === 'string') throw invalid(found);
  return found;
}

async function download(url: string): Promise<Uint8Array> {
  const fetched = await fetchPicture(url, INPUT_BYTES_MAX);
  switch (fetched) {
    case 'failed':
      throw new Refusal(400, 'InvalidURL', 'Image download failed');
    case 'wrong_type':
      throw invalid('Wrong Content-Type of multimodal url');
    case 'no_length':
      throw new Refusal(500, 'InternalError', 'Missing Content-Length of multimodal url');
    case 'too_large':
      throw invalid('The image size exceeds 20MB');
    default:
      return fetched;
  }
}
