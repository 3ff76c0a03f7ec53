import { randomBytes } from 'node:crypto';
import type { Exchange } from '../http/listen.ts';
import { isRecord, parseJson, readBody } from '../http/read-body.ts';
import { readForm } from '../http/read-form.ts';
import { jsonReply, type Reply, sendReply } from '../http/reply.ts';
import { fetchPicture } from '../pictures/fetch-picture.ts';
import { isKieRefused, playKieFault } from './api-host.ts';
import { KieRefusal } from './refusal.ts';
import { hostsOf, type KieState } from './state.ts';

/** What an upload brings. */
type Upload = {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly uploadPath: string;
  readonly fileName: string | undefined;
};
type Sent = { readonly contentType: string | undefined; readonly body: Buffer };

const READERS: Readonly<Record<string, (state: KieState, sent: Sent) => Promise<Upload>>> = {
  '/api/file-stream-upload': readStream,
  '/api/file-base64-upload': (_, sent) => Promise.resolve(readBase64(sent)),
  '/api/file-url-upload': readUrl,
};
const DATA_URI = /^data:([a-z]+\/[a-z0-9.+-]+);base64,/;

/** Answers one request to the host that takes uploads; unlike the API its HTTP status is that of the answer. */
export async function serveKieUpload(state: KieState, exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const { closing } = state;
  const body = await readBody(request, state.options.uploadBytesMax);
  state.requests.set('upload', (state.requests.get('upload') ?? 0) + 1);
  const run = (): Promise<Reply> => replyTo(state, exchange, body);
  const fault = state.faults.upload.take();
  if (fault === undefined) return sendReply(exchange, await run(), { closing });
  const giveBack = (): void => state.faults.upload.giveBack(fault);
  const redirectTo = `${hostsOf(state).results.origin}/moved`;
  await playKieFault(fault, { exchange, closing, run, giveBack, redirectTo, isRefused: isKieRefused });
}

async function replyTo(state: KieState, { request }: Exchange, body: Buffer | 'too_large'): Promise<Reply> {
  try {
    const path = request.url ?? '/';
    const read = Object.hasOwn(READERS, path) ? READERS[path] : undefined;
    if (read === undefined) throw new KieRefusal(404, 'Not Found');
    if (request.method !== 'POST') throw new KieRefusal(405, 'Method Not Allowed');
    const account = authenticate(state, request.headers.authorization);
    if (body === 'too_large') throw new KieRefusal(400, 'The file is too large');
    const upload = await read(state, { contentType: request.headers['content-type'], body });
    return jsonReply(200, {
      success: true,
      code: 200,
      msg: 'File uploaded successfully',
      data: keep(state, account, upload),
    });
  } catch (error) {
    if (!(error instanceof KieRefusal)) throw error;
    return jsonReply(error.code, { success: false, code: error.code, msg: error.message });
  }
}

function authenticate(state: KieState, authorization: string | undefined): string {
  try {
    return state.accounts.authenticate(authorization).account.id;
  } catch {
    throw new KieRefusal(401, 'Authentication failed: Invalid API Key');
  }
}

function keep(state: KieState, account: string, { bytes, mimeType, uploadPath, fileName }: Upload) {
  if (bytes.length === 0) throw new KieRefusal(400, 'Missing required parameter: file');
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(uploadPath)) {
    throw new KieRefusal(400, 'uploadPath must be a path without leading or trailing slashes');
  }
  const name = fileName ?? `${randomBytes(8).toString('hex')}.${mimeType.split('/')[1] ?? 'bin'}`;
  if (!/^[\w.-]+$/.test(name)) throw new KieRefusal(400, 'fileName is not valid');
  const nowMs = state.options.now();
  const filePath = `${uploadPath}/${name}`;
  const expiresAtMs = nowMs + state.options.uploadLifeMs;
  const path = state.files.keep(account, { filePath, bytes, mimeType, expiresAtMs });
  return {
    fileName: name,
    filePath,
    downloadUrl: `${hostsOf(state).results.origin}${path}`,
    fileSize: bytes.length,
    mimeType,
    uploadedAt: new Date(nowMs).toISOString(),
  };
}

async function readStream(_: KieState, { contentType, body }: Sent): Promise<Upload> {
  const form = await readForm(contentType, body);
  if (form === undefined) throw new KieRefusal(400, 'Missing required parameter: file');
  const fields = readFields(Object.fromEntries(form.fields), []);
  return { bytes: form.file, mimeType: form.mimeType, ...fields };
}

function readBase64(sent: Sent): Upload {
  const json = readJson(sent);
  const fields = readFields(json, ['base64Data']);
  const data = readText(json, 'base64Data');
  const mime = DATA_URI.exec(data);
  const base64 = mime === null ? data : data.slice(mime[0].length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) {
    throw new KieRefusal(400, 'Base64 decoding failed: Invalid Base64 format');
  }
  return { bytes: Buffer.from(base64, 'base64'), mimeType: mime?.[1] ?? 'application/octet-stream', ...fields };
}

async function readUrl(state: KieState, sent: Sent): Promise<Upload> {
  const json = readJson(sent);
  const fields = readFields(json, ['fileUrl']);
  const url = readText(json, 'fileUrl');
  const bytes = state.options.imageUrls === 'any' ? await fetchPicture(url, state.options.uploadBytesMax) : 'failed';
  if (typeof bytes === 'string') throw new KieRefusal(400, 'The file could not be downloaded');
  return { bytes, mimeType: 'application/octet-stream', ...fields };
}

function readJson({ contentType, body }: Sent): Readonly<Record<string, unknown>> {
  const json = /^application\/json/i.test(contentType ?? '') ? parseJson(body.toString('utf8')) : undefined;
  if (!isRecord(json)) throw new KieRefusal(400, 'The request body must be a JSON object');
  return json;
}

function readFields(json: Readonly<Record<string, unknown>>, others: readonly string[]) {
  for (const name of Object.keys(json)) {
    if (![...others, 'uploadPath', 'fileName'].includes(name)) throw new KieRefusal(400, `${name} is not supported`);
  }
  const fileName = json['fileName'] === undefined ? undefined : readText(json, 'fileName');
  return { uploadPath: readText(json, 'uploadPath'), fileName };
}

function readText(json: Readonly<Record<string, unknown>>, name: string): string {
  const value = json[name];
  if (typeof value !== 'string' || value === '') throw new KieRefusal(400, `Missing required parameter: ${name}`);
  return value;
}
