import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BucketUnusable, createDiskStore, createS3Store, type MediaStore, type S3Settings } from '../files/index.ts';
import type { Secrets } from '../platform/secrets.ts';
import { MoveRefused } from './refusal.ts';

/** Where media are copied to. */
export type MediaPlace =
  | { readonly kind: 'bucket'; readonly s3: Omit<S3Settings, 'stagingFolder'> }
  /** The folder itself: of a server, `media` in its data folder. */
  | { readonly kind: 'folder'; readonly path: string };

export type OpenPlace = { readonly name: string; readonly store: MediaStore; close(): void };

/**
 * Opens the place that media go to; a bucket becomes that of the installation with these secrets. Throws `MoveRefused`
 * when it cannot be used, is another installation's, or is where they are already.
 */
export async function openPlace(
  place: MediaPlace,
  { secrets, mediaPath }: { readonly secrets: Secrets; readonly mediaPath: string },
): Promise<OpenPlace> {
  const name = placeName(place);
  if (place.kind === 'folder') {
    if (resolve(place.path) === resolve(mediaPath)) {
      throw new MoveRefused('media_in_place', `The media are in ${name} already: leave --media out.`);
    }
    // A move that is run again may find servers at work on the folder, with uploads half-way.
    return { name, store: createDiskStore(resolve(place.path), { isShared: true }), close: () => undefined };
  }
  const stagingFolder = mkdtempSync(join(tmpdir(), 'rivya-move-'));
  const removeStaging = () => rmSync(stagingFolder, { recursive: true, force: true });
  try {
    const store = await createS3Store({ secrets }, { ...place.s3, stagingFolder });
    const close = () => {
      store.close?.();
      removeStaging();
    };
    return { name, store, close };
  } catch (error) {
    removeStaging();
    if (error instanceof BucketUnusable) throw new MoveRefused('media_unusable', error.message, error);
    throw error;
  }
}

/** A place as it is told and written down; two that hold other things have other names. */
export function placeName(place: MediaPlace): string {
  if (place.kind === 'folder') return resolve(place.path);
  const { endpoint, bucket, prefix } = place.s3;
  return `s3://${bucket}/${prefix}${endpoint === undefined ? '' : ` at ${endpoint}`}`;
}
