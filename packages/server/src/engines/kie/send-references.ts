import type { EngineJob, EngineReference } from '../engine.ts';
import { ImageUnusable, type PreparedImage, prepareImage } from '../prepare-image.ts';
import type { KieAccount } from './accounts.ts';
import { type Failed, referenceUnusable } from './endings.ts';
import type { KieParts } from './settings.ts';
import { uploadFile } from './upload-file.ts';

export type SentReferences = { readonly status: 'sent'; readonly urls: readonly string[] };

type Sender = { readonly account: KieAccount; readonly signal: AbortSignal };

/**
 * Uploads a job's references one after another, in their order, and answers where they are now: createTask takes
 * addresses only. What is refused comes back as a failure that bought nothing; uploads are free, so doing all of it
 * again costs nothing but time. Throws what reading a reference throws, and the signal's reason.
 */
export async function sendReferences(
  parts: KieParts,
  { references }: EngineJob,
  sender: Sender,
): Promise<SentReferences | Failed> {
  const urls: string[] = [];
  for (const [index, reference] of references.entries()) {
    // Up to 20 MB each are in memory on their way, so only so many are at once.
    const sent = await parts.uploads.run(() => sendReference(parts, reference, { ...sender, position: index + 1 }));
    if (typeof sent !== 'string') return sent;
    urls.push(sent);
  }
  return { status: 'sent', urls };
}

async function sendReference(
  parts: KieParts,
  reference: EngineReference,
  { position, ...sender }: Sender & { readonly position: number },
): Promise<string | Failed> {
  let image: PreparedImage;
  try {
    image = await prepareImage(() => reference.read(), sender.signal);
  } catch (error) {
    if (error instanceof ImageUnusable) return referenceUnusable(position, error);
    throw error;
  }
  return await uploadFile(parts, image, sender);
}
