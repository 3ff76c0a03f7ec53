import type { Exchange } from '../http/listen.ts';
import type { S3Fault } from './faults.ts';
import { listObjects, listUploads } from './lists.ts';
import { deleteObject, getObject, putObject } from './objects.ts';
import type { S3Operation } from './options.ts';
import { Refused } from './refusal.ts';
import { type Ending, refusalReply, type S3Reply, sendS3Reply } from './s3-reply.ts';
import { queryOf, readS3Request, type S3Request } from './s3-request.ts';
import { verifySignature } from './signature.ts';
import type { S3State } from './state.ts';
import { abortUpload, completeUpload, createUpload, uploadPart } from './uploads.ts';

type Work = (state: S3State, request: S3Request, signed: string) => S3Reply | Promise<S3Reply>;

/** Answers one request: finds what it asks for, judges its signature, meets its fault or does the work. */
export async function serveBucket(state: S3State, exchange: Exchange): Promise<void> {
  const found = findOperation(exchange);
  if (found instanceof Refused) return refuse(state, exchange, found);
  const { operation, request } = found;
  state.requests.set(operation, (state.requests.get(operation) ?? 0) + 1);
  const fault = state.faults[operation].take();
  if (fault === undefined) return answer(state, exchange, () => run(state, operation, request), 'whole');
  await meetFault(state, exchange, fault, () => run(state, operation, request));
}

function findOperation({ request: message }: Exchange): { operation: S3Operation; request: S3Request } | Refused {
  try {
    const request = readS3Request(message);
    return { operation: operationOf(request), request };
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

/** Parameters an operation takes beside those of signatures; anything else is refused. */
const PARAMETERS: Readonly<Record<S3Operation, readonly string[]>> = {
  put: [],
  get: ['response-content-type', 'response-content-disposition', 'response-cache-control'],
  head: [],
  delete: [],
  list: ['list-type', 'prefix', 'max-keys', 'continuation-token', 'start-after'],
  create_upload: ['uploads'],
  upload_part: ['partNumber', 'uploadId'],
  complete_upload: ['uploadId'],
  abort_upload: ['uploadId'],
  list_uploads: ['uploads', 'prefix', 'max-uploads', 'key-marker', 'upload-id-marker'],
};
/** Signatures, and the name the SDK gives the operation. */
const ALWAYS = /^(?:x-id|X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Content-Sha256))$/;

function operationOf(request: S3Request): S3Operation {
  const operation = request.key === '' ? bucketOperation(request) : objectOperation(request);
  for (const [name] of request.query) {
    if (!ALWAYS.test(name) && !PARAMETERS[operation].includes(name)) throw new Refused('NotImplemented', name);
  }
  return operation;
}

function bucketOperation(request: S3Request): S3Operation {
  if (request.method !== 'GET') throw new Refused('MethodNotAllowed');
  if (queryOf(request, 'uploads') !== undefined) return 'list_uploads';
  if (queryOf(request, 'list-type') !== '2') throw new Refused('NotImplemented', 'Only version 2 of the list.');
  return 'list';
}

function objectOperation(request: S3Request): S3Operation {
  const hasId = queryOf(request, 'uploadId') !== undefined;
  switch (request.method) {
    case 'PUT':
      return queryOf(request, 'partNumber') === undefined ? 'put' : 'upload_part';
    case 'POST':
      return hasId ? 'complete_upload' : 'create_upload';
    case 'DELETE':
      return hasId ? 'abort_upload' : 'delete';
    case 'GET':
      return 'get';
    case 'HEAD':
      return 'head';
    default:
      throw new Refused('MethodNotAllowed');
  }
}

const WORK: Readonly<Record<S3Operation, Work>> = {
  put: putObject,
  get: getObject,
  head: getObject,
  delete: deleteObject,
  list: listObjects,
  create_upload: createUpload,
  upload_part: uploadPart,
  complete_upload: completeUpload,
  abort_upload: abortUpload,
  list_uploads: listUploads,
};

async function run(state: S3State, operation: S3Operation, request: S3Request): Promise<S3Reply> {
  const { options } = state;
  const signed = verifySignature(options, request, options.now());
  if (request.bucket !== options.bucket) throw new Refused('NoSuchBucket');
  if (options.denied.includes(operation)) throw new Refused('AccessDenied');
  return await WORK[operation](state, request, signed);
}

async function meetFault(
  state: S3State,
  exchange: Exchange,
  fault: S3Fault,
  work: () => Promise<S3Reply>,
): Promise<void> {
  switch (fault.kind) {
    case 'code':
      return refuse(state, exchange, new Refused(fault.code));
    case 'reset_before':
      exchange.request.socket.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'reset_after':
      await work();
      exchange.request.socket.resetAndDestroy();
      return;
    case 'cut':
    case 'stall':
      return answer(state, exchange, work, fault.kind);
    default:
      throw new Error(`No such fault: ${JSON.stringify(fault satisfies never)}`);
  }
}

async function answer(state: S3State, exchange: Exchange, work: () => Promise<S3Reply>, ending: Ending): Promise<void> {
  try {
    await sendS3Reply(exchange, await work(), state.options.now(), ending);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await refuse(state, exchange, error);
  }
}

/** The body is read to its end first, so that the refusal reaches a client that is still sending. */
async function refuse(state: S3State, exchange: Exchange, refused: Refused): Promise<void> {
  const { request } = exchange;
  state.refusals.push(`${request.method} ${refused.code}: ${refused.message}`);
  request.resume();
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  await sendS3Reply(exchange, refusalReply(refused, path), state.options.now(), 'whole');
}
