import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { type Check, type Checked, callServer, isNumber, isText, listOf, orNull, shape } from '../admin/client.ts';

const isItem = shape({
  url: isText,
  mime_type: isText,
  width: orNull(isNumber),
  height: orNull(isNumber),
  size_bytes: isNumber,
  sha256: isText,
});

const isGeneration = shape({
  id: isText,
  status: isText,
  model: isText,
  reserved_credits: isNumber,
  final_credits: isNumber,
  created_at: isText,
  updated_at: isText,
  result: orNull(shape({ urls: listOf(isText), items: listOf(isItem) })),
  error: orNull(shape({ code: isText, message: isText })),
});

const isModel = shape({
  id: isText,
  display_name: isText,
  category: isText,
  base_credits: isNumber,
  max_prompt_length: isNumber,
  supported_modes: listOf(isText),
  notices: listOf(isText),
});

const isUpload = shape({ id: isText, url: isText, kind: isText, name: isText, mime_type: isText });
const isBalance = shape({ current_credits: isNumber });

export type ApiGeneration = Checked<typeof isGeneration>;
export type ApiItem = Checked<typeof isItem>;
export type ApiModel = Checked<typeof isModel>;
export type ApiUpload = Checked<typeof isUpload>;

export type GenerationRequest = {
  readonly model: string;
  readonly prompt: string;
  readonly params: Readonly<Record<string, unknown>>;
};

const TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 5 * 60_000;

/** The public API as the commands use it. Every call throws `ServerRefusal` or `NoAnswer`. */
export class ApiClient {
  /** Where the server is, without a trailing slash. */
  readonly server: string;
  readonly #key: string | undefined;

  constructor(server: string, key: string | undefined) {
    this.server = server;
    this.#key = key;
  }

  async listModels(): Promise<readonly ApiModel[]> {
    return (await this.#get('/models', shape({ data: listOf(isModel) }))).data;
  }

  async readBalance(): Promise<number> {
    return (await this.#get('/credits', isBalance)).current_credits;
  }

  /** Uploads a reference file for a model. The file is streamed. */
  async uploadFile(path: string, { kind, model, signal }: UploadOptions): Promise<ApiUpload> {
    const form = new FormData();
    form.set('kind', kind);
    form.set('model', model);
    form.set('file', await openAsBlob(path), basename(path));
    return await this.#post('/files', isUpload, { body: form, timeoutMs: UPLOAD_TIMEOUT_MS, signal });
  }

  /** Sending the same key again never makes a second task. */
  createGeneration(request: GenerationRequest, idempotencyKey: string, signal?: AbortSignal): Promise<ApiGeneration> {
    return this.#post('/generations', isGeneration, {
      body: request,
      headers: { 'idempotency-key': idempotencyKey },
      timeoutMs: TIMEOUT_MS,
      signal,
    });
  }

  /** The task as it is now, or once it ended, at most `waitSeconds` (0 to 60) later. */
  retrieveGeneration(id: string, waitSeconds = 0, signal?: AbortSignal): Promise<ApiGeneration> {
    const path = `/generations/${encodeURIComponent(id)}?wait=${waitSeconds}`;
    return this.#get(path, isGeneration, { timeoutMs: waitSeconds * 1_000 + TIMEOUT_MS, signal });
  }

  #get<Value>(path: string, check: Check<Value>, options: Partial<CallOptions> = {}): Promise<Value> {
    return this.#send('GET', path, check, { timeoutMs: TIMEOUT_MS, ...options });
  }

  #post<Value>(path: string, check: Check<Value>, options: CallOptions): Promise<Value> {
    return this.#send('POST', path, check, options);
  }

  #send<Value>(method: 'GET' | 'POST', path: string, check: Check<Value>, options: CallOptions): Promise<Value> {
    return callServer({ method, server: this.server, path: `/api/v1${path}`, token: this.#key, check, ...options });
  }
}

export type UploadOptions = {
  readonly kind: 'image' | 'video' | 'audio';
  readonly model: string;
  readonly signal?: AbortSignal | undefined;
};

type CallOptions = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
};
