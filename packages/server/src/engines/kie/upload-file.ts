import { randomUUID } from 'node:crypto';
import { MINUTE_MS } from '../../platform/units.ts';
import { FetchRefused } from '../../platform/upstream/fetch-refused.ts';
import type { UntrustedAnswer } from '../../platform/upstream/guarded-fetcher.ts';
import { parseRetryAfter } from '../../platform/upstream/retry-after.ts';
import type { PreparedImage } from '../prepare-image.ts';
import type { KieAccount } from './accounts.ts';
import { type Failed, referenceNotSent, submitFailed } from './endings.ts';
import { statusMeaning, submitMeaning } from './errors.ts';
import type { KieParts } from './settings.ts';
import { parseJson, readEnvelope, readUploadUrl } from './wire.ts';

/** Slow lines carry 20 MB in this time. */
const TIMEOUT_MS = 2 * MINUTE_MS;
const ANSWER_BYTES_MAX = 64 * 1_024;
const FOLDER = 'rivya';
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
};

/**
 * Uploads one picture and answers the address it can be fetched from for a day, or why that failed. As a form, because
 * base64 is advised for small files only (docs.kie.ai/file-upload-api). Throws the signal's reason.
 */
export async function uploadFile(
  { fetcher, settings, clock }: KieParts,
  { bytes, mimeType }: PreparedImage,
  { account, signal }: { account: KieAccount; signal: AbortSignal },
): Promise<string | Failed> {
  const { contentType, body } = encodeForm(bytes, mimeType);
  try {
    const answer = await fetcher.fetchUntrusted(
      `${settings.uploadBaseUrl.replace(/\/+$/, '')}/api/file-stream-upload`,
      {
        method: 'POST',
        headers: { ...account.headers, 'content-type': contentType },
        body,
        bytesMax: ANSWER_BYTES_MAX,
        timeoutMs: TIMEOUT_MS,
        signal,
      },
    );
    return readAnswer(answer, account, clock.now());
  } catch (error) {
    // An upload buys nothing: whatever became of it, it may be made again.
    if (error instanceof FetchRefused) return referenceNotSent({ message: `The upload failed: ${error.message}` });
    throw error;
  }
}

/** By hand: a FormData would hold the picture three times. */
function encodeForm(bytes: Uint8Array, mimeType: string): { contentType: string; body: Uint8Array } {
  const boundary = `rivya-${randomUUID()}`;
  // The name becomes part of a public address, so nobody must guess it; a file of the same name would be overwritten.
  const fileName = `${randomUUID()}.${EXTENSIONS[mimeType] ?? 'img'}`;
  const head = [
    ...field(boundary, 'uploadPath', FOLDER),
    ...field(boundary, 'fileName', fileName),
    `--${boundary}`,
    `content-disposition: form-data; name="file"; filename="${fileName}"`,
    `content-type: ${mimeType}`,
    '',
    '',
  ];
  const body = Buffer.concat([Buffer.from(head.join('\r\n')), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}

function field(boundary: string, name: string, value: string): readonly string[] {
  return [`--${boundary}`, `content-disposition: form-data; name="${name}"`, '', value];
}

/** The upload host answers with the API's envelope, in part with a fitting HTTP status. */
function readAnswer({ status, headers, bytes }: UntrustedAnswer, account: KieAccount, nowMs: number): string | Failed {
  const text = new TextDecoder().decode(bytes);
  const { code, message, data } = readEnvelope(parseJson(text));
  const url = readUploadUrl(data);
  const isDone = status === 200 && (code ?? 200) === 200;
  if (isDone && url !== undefined) return url;
  const quoted = account.quote(message === '' ? text : message);
  const said = {
    message: `The upload was answered with HTTP ${status}, code ${code ?? 'none'}: ${quoted}`,
    retryAfterMs: parseRetryAfter(headers['retry-after'], nowMs),
  };
  const meaning = isDone || code === undefined ? statusMeaning(status, text) : submitMeaning(code, message);
  const isPassing = meaning === 'ambiguous' || meaning === 'failing';
  return isPassing ? referenceNotSent(said) : submitFailed(meaning, said);
}
