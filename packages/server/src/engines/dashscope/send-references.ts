import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import { FetchRefused, type GuardedFetcher } from '../../platform/upstream/guarded-fetcher.ts';
import type { EngineJob } from '../engine.ts';
import { ImageUnusable, type PreparedImage, prepareImage } from '../prepare-image.ts';
import { type Account, QueryFailed } from './account.ts';
import { upstreamModel } from './offers.ts';
import { POLICY_PATH, readPolicy, type SentReferences, type UploadPolicy } from './wire.ts';

export type ReferenceDeps = {
  readonly clock: Clock;
  readonly fetcher: GuardedFetcher;
  readonly account: Account;
  /** References are sent within the request as long as all of them together take at most so many bytes there. */
  readonly inlineBytesMax: number;
};

/** A reference that cannot be made into something the upstream takes; `position` counts from 1. */
export class ReferenceUnusable extends Error {
  override readonly name = 'ReferenceUnusable';
  readonly position: number;

  constructor(position: number, cause: unknown) {
    super(`Reference ${position} cannot be prepared.`, { cause });
    this.position = position;
  }
}

/** A reference did not reach the upstream's file host. */
export class UploadFailed extends Error {
  override readonly name = 'UploadFailed';
}

/** 20 MB over a line of 3 Mbit/s. */
const UPLOAD_TIMEOUT_MS = 60_000;
const UPLOAD_ANSWER_BYTES_MAX = 64 * 1_024;
/** A policy that runs out while a picture is on its way is no use. */
const POLICY_SPARE_MS = UPLOAD_TIMEOUT_MS + 30_000;

/**
 * Brings a job's references to where the upstream reads them, in order: small ones go into the request as data URIs,
 * what does not fit there any more is uploaded. One picture is in memory at a time, besides those that stay small.
 *
 * Throws `ReferenceUnusable`, `UploadFailed`, what `Account.query` throws, what reading a reference throws, or the
 * signal's reason. Nothing of it buys anything, so all of it can be done again.
 */
export async function sendReferences(
  deps: ReferenceDeps,
  job: EngineJob,
  signal: AbortSignal,
): Promise<SentReferences> {
  const images: string[] = [];
  const policies = new Policies(deps, upstreamModel(job.model));
  let inlineBytes = 0;
  let isUploaded = false;
  for (const [index, reference] of job.references.entries()) {
    const image = await prepare(index + 1, () => reference.read(), signal);
    const uriBytes = dataUriBytes(image);
    const isInline = inlineBytes + uriBytes <= deps.inlineBytesMax;
    if (isInline) inlineBytes += uriBytes;
    else isUploaded = true;
    images.push(
      isInline ? toDataUri(image) : await upload(deps.fetcher, await policies.current(signal), image, signal),
    );
  }
  return { images, isUploaded };
}

async function prepare(position: number, read: () => Promise<Uint8Array>, signal: AbortSignal): Promise<PreparedImage> {
  try {
    return await prepareImage(read, signal);
  } catch (error) {
    throw error instanceof ImageUnusable ? new ReferenceUnusable(position, error) : error;
  }
}

function dataUriBytes({ bytes, mimeType }: PreparedImage): number {
  return `data:${mimeType};base64,`.length + Math.ceil(bytes.length / 3) * 4;
}

function toDataUri({ bytes, mimeType }: PreparedImage): string {
  return `data:${mimeType};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')}`;
}

/** One policy serves all uploads of a job, as long as it lasts. */
class Policies {
  readonly #deps: ReferenceDeps;
  readonly #model: string;
  #policy: UploadPolicy | undefined;
  #usableUntilMs = 0;

  constructor(deps: ReferenceDeps, model: string) {
    this.#deps = deps;
    this.#model = model;
  }

  async current(signal: AbortSignal): Promise<UploadPolicy> {
    const { account, clock } = this.#deps;
    if (this.#policy !== undefined && clock.now() < this.#usableUntilMs) return this.#policy;
    const query = { action: 'getPolicy', model: this.#model };
    const answer = await account.query({ method: 'GET', path: POLICY_PATH, query, isUrgent: true }, signal);
    const policy = answer.status === 200 ? readPolicy(answer.body) : undefined;
    if (policy === undefined) throw new QueryFailed(`No leave to upload: ${account.sayAnswer(answer)}`);
    this.#policy = policy;
    this.#usableUntilMs = answer.sentAtMs + policy.expiresInMs - POLICY_SPARE_MS;
    return policy;
  }
}

/** The upstream chose the host, so it is reached like any address that others chose, and never sees the key. */
async function upload(
  fetcher: GuardedFetcher,
  policy: UploadPolicy,
  image: PreparedImage,
  signal: AbortSignal,
): Promise<string> {
  const key = `${policy.folder}/${randomUUID()}.${image.mimeType.replace('image/', '')}`;
  const form = toForm({ ...policy.fields, key, success_action_status: '200' }, image);
  try {
    const { status } = await fetcher.fetchUntrusted(policy.host, {
      method: 'POST',
      headers: { 'content-type': form.contentType },
      body: form.bytes,
      bytesMax: UPLOAD_ANSWER_BYTES_MAX,
      timeoutMs: UPLOAD_TIMEOUT_MS,
      signal,
    });
    if (status < 200 || status > 299) throw new UploadFailed(`The upload was answered with status ${status}.`);
  } catch (error) {
    throw error instanceof FetchRefused ? new UploadFailed('The upload failed.', { cause: error }) : error;
  }
  return `oss://${key}`;
}

/** A form as object storage wants it: the file comes last. */
function toForm(fields: Readonly<Record<string, string>>, { bytes, mimeType }: PreparedImage) {
  const boundary = `rivya-${randomUUID()}`;
  const parts = Object.entries({ ...fields, 'x-oss-content-type': mimeType }).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file =
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="picture"\r\n` +
    `content-type: ${mimeType}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(parts.join('') + file), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
