import type { Secrets } from '../platform/secrets.ts';
import type { FileDeps } from './deps.ts';
import { urlFileName } from './file-name.ts';

const PURPOSE = 'media-url';

/** A file as far as its URL is concerned. */
export type ServableFile = {
  readonly id: string;
  readonly name: string;
  readonly mimeType: string;
  readonly expiresAtMs: number;
};

/** A signed URL for the bytes of a file, good until the file expires and for whoever holds it. */
export function outputUrl(deps: Pick<FileDeps, 'secrets' | 'urls'>, file: ServableFile): string {
  const base = deps.urls.mediaBaseUrl.replace(/\/+$/, '');
  const expires = String(file.expiresAtMs);
  const signature = deps.secrets.sign(PURPOSE, signedText(file.id, expires));
  const name = urlFileName(file.name, file.mimeType);
  return `${base}/media/${file.id}/${name}?expires=${expires}&signature=${signature}`;
}

/** Whether the URL's parts were made by this server and are still good. */
export function isGoodSignature(
  secrets: Secrets,
  { fileId, expires, signature }: { fileId: string; expires: string; signature: string },
  nowMs: number,
): boolean {
  if (!/^\d{1,16}$/.test(expires)) return false;
  return secrets.verify(PURPOSE, signedText(fileId, expires), signature) && Number(expires) > nowMs;
}

function signedText(fileId: string, expires: string): string {
  return `${fileId}\n${expires}`;
}

/** The file a reference URL means: by the id in its path, whatever its host, its signature or what comes before. */
export function fileIdInUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, pathname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  return /\/media\/(file_[0-9a-z]{26})(?:\/|$)/.exec(pathname)?.[1];
}
