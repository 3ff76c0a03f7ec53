import type { FileKind, ModelId, PublicApiFile } from '../generated/api.ts';
import type { WithResponse } from '../transport/api-promise.ts';
import { RETRY_POLICIES } from '../transport/retry-policy.ts';
import { canStreamBodies } from '../transport/runtime.ts';
import { tell } from '../transport/tell.ts';
import type { Call, CallOptions, Transport } from '../transport/transport.ts';
import { openSource, type UploadSource } from './open-source.ts';
import { type Form, type OnProgress, streamForm, wholeForm } from './upload-payload.ts';

/** `Kind` is what `kind` says, and so what the answer's `kind` is. */
export type UploadRequest<Kind extends FileKind = FileKind> = {
  readonly file: UploadSource;
  /** What the bytes are; the server looks into them and refuses another kind. */
  readonly kind: Kind;
  /** Default: the name of the path or `File`, else `upload`. */
  readonly name?: string | undefined;
  /** The model it is for, whose limits then count. */
  readonly model?: ModelId | (string & {}) | undefined;
  /** Your own id for this request, up to 128 characters; it comes back with the file. */
  readonly client_request_id?: string | undefined;
};

/** The file as it was kept. The server refuses bytes that are not of the kind that was said. */
export type UploadedFile<Kind extends FileKind = FileKind> = PublicApiFile & { readonly kind: Kind };

export type UploadOptions = CallOptions & {
  /**
   * Called at the start of each try and after each chunk of the file (64 KiB) that the network took over. Where `fetch`
   * cannot send streams, as in browsers, called at the start and, once the server has answered, at the end. Waited for when
   * it is async; what it throws ends the upload with `CallbackError`.
   */
  readonly onProgress?: OnProgress | undefined;
};

/** A large file over a slow line takes its time. */
const TIMEOUT_MS_DEFAULT = 10 * 60_000;

/** Reads a file and sends it as a form; a source that can be read again is sent again after failures that may pass. */
export async function uploadFile<Kind extends FileKind>(
  transport: Transport,
  { file, name, kind, model, client_request_id }: UploadRequest<Kind>,
  { onProgress, ...options }: UploadOptions = {},
): Promise<WithResponse<UploadedFile<Kind>>> {
  const source = await openSource(file);
  const form: Form = {
    fields: withoutAbsent({ kind, model, client_request_id }),
    fileName: name || source.name || 'upload',
    source,
    onProgress,
  };
  const call = { method: 'POST', path: ['files'], field: 'id' } as const;
  const calling = { ...options, timeoutMs: options.timeoutMs ?? TIMEOUT_MS_DEFAULT };
  if (!canStreamBodies()) return await sendWhole(transport, form, call, calling);
  const policy = source.isRepeatable ? RETRY_POLICIES.upload : RETRY_POLICIES.uploadOnce;
  return await transport.exchange({ ...call, policy, payload: () => streamForm(form) }, calling);
}

async function sendWhole<Answer extends PublicApiFile>(
  transport: Transport,
  form: Form,
  call: Pick<Call, 'method' | 'path' | 'field'>,
  options: CallOptions,
): Promise<WithResponse<Answer>> {
  const body = await wholeForm(form);
  const totalBytes = form.source.sizeBytes;
  const onProgress = ['onProgress', form.onProgress] as const;
  await tell(onProgress, { sentBytes: 0, totalBytes });
  const payload = () => ({ body, headers: {} });
  const answer = await transport.exchange<Answer>({ ...call, policy: RETRY_POLICIES.upload, payload }, options);
  const { size_bytes: sentBytes } = answer.data;
  await tell(onProgress, { sentBytes, totalBytes: totalBytes ?? sentBytes });
  return answer;
}

function withoutAbsent(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const])),
  );
}
