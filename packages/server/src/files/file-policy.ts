import type { Catalogue, FileKind, ReferenceKind } from '../catalogue/index.ts';
import { FILE_KINDS } from '../catalogue/index.ts';
import { MB } from '../platform/units.ts';

/** What an upload may be when it names no model. */
export const DEFAULT_KINDS = {
  image: { maxMb: 10, mimeTypes: ['image/jpeg', 'image/png', 'image/webp'] },
  video: { maxMb: 50, mimeTypes: ['video/mp4', 'video/quicktime', 'video/webm'] },
  audio: { maxMb: 10, mimeTypes: ['audio/mpeg', 'audio/mp4', 'audio/wav', 'audio/x-wav', 'audio/aac', 'audio/ogg'] },
} as const satisfies Record<FileKind, ReferenceKind>;

/** The largest file in bytes that anything here takes, of the given kind or of any. */
export function bytesMaxOf(catalogue: Catalogue, kind?: FileKind): number {
  const kinds = kind === undefined ? FILE_KINDS : [kind];
  const policies = catalogue.list().map(({ descriptor }) => descriptor.referenceMedia?.kinds ?? {});
  const limits = [DEFAULT_KINDS, ...policies].flatMap((policy) => kinds.map((one) => policy[one]?.maxMb ?? 0));
  return Math.floor(Math.max(...limits) * MB);
}

/** Names that mean the same type, by the one we use for it. */
const SAME_TYPE: Readonly<Record<string, string>> = {
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
  'audio/mp3': 'audio/mpeg',
  'video/x-m4v': 'video/mp4',
  // An animated PNG is a PNG to every reader, which shows its first frame.
  'image/apng': 'image/png',
  'image/jpg': 'image/jpeg',
};

/** A MIME type without parameters and by its usual name. */
export function canonicalMimeType(mimeType: string): string {
  const bare = (mimeType.split(';', 1)[0] ?? '').trim().toLowerCase();
  return SAME_TYPE[bare] ?? bare;
}

export function isAllowedType(mimeType: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => canonicalMimeType(one) === canonicalMimeType(mimeType));
}
