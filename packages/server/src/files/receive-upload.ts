import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Failure, fail, invalid } from '../platform/http/errors.ts';
import { MB } from '../platform/units.ts';
import type { FileDeps } from './deps.ts';
import { safeFileName } from './file-name.ts';
import { bytesMaxOf } from './file-policy.ts';
import type { PassingBytes } from './passing-bytes.ts';
import type { StagedFile } from './store/store.ts';
import { UploadForm, type UploadWishes } from './upload-form.ts';

/** An upload that arrived whole and was not yet looked into. Whoever gets it commits or discards `staged`. */
export type ReceivedUpload = UploadWishes & {
  readonly staged: StagedFile;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
};

type ReceivedFile = Pick<ReceivedUpload, 'staged' | 'name' | 'sizeBytes' | 'sha256'>;

/** What the parts around the file may add to a body. */
const ENVELOPE_BYTES_MAX = MB;
/** Counts are a little above what is allowed, so that the refusal can say what was too much. */
const PART_LIMITS = { fieldNameSize: 100, fieldSize: 1024, fields: 8, files: 2, parts: 10, headerPairs: 20 };

/**
 * Takes an upload off the wire part by part, in any order, never the whole file in memory: bytes are counted, hashed and
 * written as they come, and the limit holds while they do. Nothing is left behind when it throws.
 */
export async function receiveUpload(
  deps: Pick<FileDeps, 'store' | 'catalogue'> & { readonly passing: PassingBytes },
  request: FastifyRequest,
): Promise<ReceivedUpload> {
  const form = new UploadForm(deps.catalogue);
  const bytesMax = bytesMaxOf(deps.catalogue);
  let file: ReceivedFile | undefined;
  try {
    if (!request.isMultipart()) throw notMultipart();
    if (Number(request.headers['content-length'] ?? 0) > bytesMax + ENVELOPE_BYTES_MAX) throw form.tooLarge();
    const limits = { ...PART_LIMITS, fileSize: bytesMax + 1 };
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        form.add({ name: part.fieldname, value: part.value, isCut: part.valueTruncated });
        continue;
      }
      if (part.fieldname !== 'file') throw notAFileField(part.fieldname, form);
      if (file !== undefined) throw invalid([{ path: 'file', message: 'must be given once: one file per upload.' }]);
      file = await receiveFile(deps, part, form);
    }
    const wishes = form.finish(file !== undefined);
    if (file === undefined) throw new Error('An upload without a file got past its check.');
    if (file.sizeBytes > form.bytesMax || file.sizeBytes > wishes.policy.maxMb * MB) throw form.tooLarge();
    return { ...wishes, ...file };
  } catch (error) {
    await file?.staged.discard();
    throw toFailure(error);
  }
}

async function receiveFile(
  deps: Pick<FileDeps, 'store'> & { readonly passing: PassingBytes },
  part: MultipartFile,
  form: UploadForm,
): Promise<ReceivedFile> {
  const staged = await deps.store.stage();
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      if (sizeBytes > form.bytesMax) return done(form.tooLarge());
      hash.update(chunk);
      deps.passing(chunk.length);
      done(null, chunk);
    },
  });
  try {
    await pipeline(part.file, meter, staged.write());
  } catch (error) {
    await staged.discard();
    throw error;
  }
  return { staged, name: safeFileName(part.filename), sizeBytes, sha256: hash.digest('hex') };
}

function notMultipart(): Failure {
  return fail('unsupported_media_type', {
    public: 'Send the upload as multipart/form-data with the parts file and kind.',
  });
}

/** A file part under another name: either a known text field or one we do not know. */
function notAFileField(name: string | undefined, form: UploadForm): Failure {
  form.add({ name, value: undefined, isCut: false });
  return invalid([{ path: name ?? '', message: 'must be plain text, not a file.' }]);
}

/** What the parser and the connection throw, in the words of the contract. */
function toFailure(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_FILES_LIMIT':
      return invalid([{ path: 'file', message: 'must be given once: one file per upload.' }]);
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return invalid([
        { path: '', message: 'The form has too many parts: send file, kind, model, client_request_id.' },
      ]);
    case 'FST_PROTO_VIOLATION':
      return invalid([{ path: '', message: 'The form has a field that is not known here.' }]);
    case 'FST_INVALID_JSON_FIELD_ERROR':
      return invalid([{ path: '', message: 'The fields of the form must be plain text.' }]);
    default:
      return isSystemError(error) ? error : brokenForm(error);
  }
}

/** Errors of the disk are ours; everything else that comes up while parts are read is about the parts. */
function isSystemError(error: Error): boolean {
  return 'syscall' in error || !isParserMessage(error);
}

function isParserMessage(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  return code === 'FST_MP_PREMATURE_CLOSE' || PARSER_MESSAGES.test(error.message);
}

/** `needle` is the boundary in the words of the parser's search: one over 250 characters is not taken. */
const PARSER_MESSAGES = /multipart|boundary|part terminated|unexpected end|malformed|premature|aborted|needle/i;

function brokenForm(error: Error): Failure {
  return fail('validation_failed', {
    public: 'The body is not a complete multipart form: check its boundary and that it is sent to its end.',
    internal: { reason: error.message },
    cause: error,
  });
}
