import type { FileKind, ReferenceKind } from '../../catalogue/index.ts';
import { isUnwritable } from '../../platform/db/unwritable.ts';
import { Failure, fail } from '../../platform/http/errors.ts';
import { canonicalMimeType, isAllowedType } from '../file-policy.ts';
import { Gate } from './gate.ts';
import { GATE_SLOTS, PixelLimitError, proveImage } from './prove-image.ts';
import { readMedia } from './read-media.ts';
import { MEDIA_TYPES, type MediaType } from './read-tracks.ts';
import { sniffFile } from './sniff-type.ts';

/** What the bytes of a file say; sizes in pixels, `null` where they do not apply. */
export type Content = {
  readonly mimeType: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
};

/** How much may be looked into at once. A hostile video that is read until its time is up holds up no picture. */
export type Gates = { readonly image: Gate; readonly media: Gate };

export function createGates(): Gates {
  return { image: new Gate(GATE_SLOTS), media: new Gate(GATE_SLOTS) };
}

/** What the caller says the file is and what is taken of that kind. */
export type Expected = { readonly kind: FileKind; readonly policy: ReferenceKind };

/**
 * Looks into an uploaded file: its type by content, and whether it can be read to its end.
 * Throws `file_type_not_supported` when it is not what was announced or nothing we take, `file_unreadable` when it is damaged.
 */
export async function inspectContent(gates: Gates, path: string, expected: Expected): Promise<Content> {
  const sniffed = await sniffFile(path);
  const mimeType = sniffed === undefined ? undefined : canonicalMimeType(sniffed);
  if (mimeType === undefined || !couldBe(mimeType, expected)) throw unsupported(mimeType, expected);

  const mediaType = MEDIA_TYPES.find((type) => type === mimeType);
  if (mediaType !== undefined) return await inspectMedia(gates.media, path, { mediaType, expected });
  return await orUnreadable(async () => {
    const size = await proveImage(gates.image, path);
    return { mimeType, ...size, durationMs: null };
  });
}

async function inspectMedia(
  gate: Gate,
  path: string,
  { mediaType, expected }: { mediaType: MediaType; expected: Expected },
): Promise<Content> {
  const facts = await orUnreadable(() => gate.run(1, () => readMedia(path, mediaType)));
  // The container alone does not tell sound from pictures; the tracks in it do.
  const mimeType = facts.width === null ? mediaType.replace('video/', 'audio/') : mediaType.replace('audio/', 'video/');
  if (!isTaken(mimeType, expected)) throw unsupported(mimeType, expected);
  return { mimeType, ...facts };
}

/** Containers hold sound or pictures, so either is looked into; anything else is judged by its type alone. */
function couldBe(mimeType: string, expected: Expected): boolean {
  return [mimeType, mimeType.replace('video/', 'audio/'), mimeType.replace('audio/', 'video/')].some((type) =>
    isTaken(type, expected),
  );
}

function isTaken(mimeType: string, { kind, policy }: Expected): boolean {
  return mimeType.startsWith(`${kind}/`) && isAllowedType(mimeType, policy.mimeTypes);
}

function unsupported(found: string | undefined, { kind, policy }: Expected): Failure {
  const what = found === undefined ? 'not a media file that can be recognised by its content' : found;
  const message = `The file is ${what}; with kind ${kind} it must be one of: ${policy.mimeTypes.join(', ')}.`;
  return fail('file_type_not_supported', { public: message, details: [{ path: 'file', message }] });
}

async function orUnreadable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Failure || isUnwritable(cause)) throw cause;
    const isTooLarge = cause instanceof PixelLimitError;
    const message = isTooLarge
      ? 'The picture has more than 50 megapixels; make it smaller.'
      : 'The file cannot be read to its end: it is damaged or incomplete.';
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fail('file_unreadable', {
      public: message,
      details: [{ path: 'file', message }],
      internal: { reason },
      cause,
    });
  }
}
