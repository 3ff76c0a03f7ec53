import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Checksum, type ChecksumName, checksumNameOf, openChecksum } from './checksum.ts';
import { type ChunkedBody, unpackChunks } from './chunked-body.ts';
import { Refused } from './refusal.ts';
import { headerOf, type S3Request } from './s3-request.ts';
import type { ReceivedBytes, S3State } from './state.ts';

const BYTES_MAX = 5 * 2 ** 30;
const CHUNKED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const UNSIGNED = 'UNSIGNED-PAYLOAD';

/**
 * Takes the body off the wire into a file and proves that it is what was signed and announced: length, SHA-256, MD5 and
 * checksum, in headers or in trailers. Throws `Refused` and leaves nothing behind when it is not.
 */
export async function receiveBytes(state: S3State, request: S3Request, signed: string): Promise<ReceivedBytes> {
  const plan = planOf(state, request, signed);
  const meter = new Meter(plan.checksum?.name);
  const path = join(state.folder, randomUUID());
  try {
    // A malformed body must not end the connection: the refusal is still to be sent on it.
    const source = request.message.iterator({ destroyOnReturn: false });
    const target = createWriteStream(path, { flags: 'wx' });
    if (plan.unpack === undefined) await pipeline(source, meter.stream, target);
    else await pipeline(source, plan.unpack, meter.stream, target);
    return { path, ...prove(request, signed, plan, meter) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

type Plan = {
  readonly sizeBytes: number;
  readonly unpack: ChunkedBody | undefined;
  /** `value` is undefined when it comes in a trailer. */
  readonly checksum: { readonly name: ChecksumName; readonly value: string | undefined } | undefined;
};

function planOf(state: S3State, request: S3Request, signed: string): Plan {
  const isChunked = signed === CHUNKED;
  if (!isChunked && signed !== UNSIGNED && !/^[0-9a-f]{64}$/.test(signed)) {
    throw new Refused('NotImplemented', `x-amz-content-sha256 of ${signed}`);
  }
  if (isChunked && headerOf(request, 'content-encoding') !== 'aws-chunked') {
    throw new Refused('InvalidRequest', 'content-encoding must say aws-chunked.');
  }
  const length = headerOf(request, isChunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (length === undefined || !/^\d{1,16}$/.test(length)) throw new Refused('MissingContentLength');
  if (Number(length) > BYTES_MAX) throw new Refused('EntityTooLarge');
  const checksum = checksumOf(request, isChunked);
  if (checksum !== undefined && !state.options.takesChecksums) throw new Refused('NotImplemented');
  return { sizeBytes: Number(length), unpack: isChunked ? unpackChunks() : undefined, checksum };
}

function checksumOf(request: S3Request, isChunked: boolean): Plan['checksum'] {
  const headers = Object.keys(request.headers).filter((name) => /^x-amz-checksum-(?!algorithm|type|mode)/.test(name));
  const trailer = headerOf(request, 'x-amz-trailer');
  if (headers.length + (trailer === undefined ? 0 : 1) > 1) throw new Refused('InvalidRequest', 'Two checksums.');
  const header = headers[0] ?? trailer;
  const announced = headerOf(request, 'x-amz-sdk-checksum-algorithm');
  if (header === undefined) {
    if (announced !== undefined || isChunked) throw new Refused('InvalidRequest', 'The checksum is missing.');
    return undefined;
  }
  const name = checksumNameOf(header);
  if (announced !== undefined && announced.toLowerCase() !== name) {
    throw new Refused('InvalidRequest', 'x-amz-sdk-checksum-algorithm names another checksum.');
  }
  return { name, value: trailer === undefined ? headerOf(request, header) : undefined };
}

/** Looks at bytes as they pass, keeping none. */
class Meter {
  sizeBytes = 0;
  readonly md5 = createHash('md5');
  readonly sha256 = createHash('sha256');
  readonly checksum: Checksum | undefined;
  readonly stream: Transform;

  constructor(name: ChecksumName | undefined) {
    this.checksum = name === undefined ? undefined : openChecksum(name);
    this.stream = new Transform({
      transform: (bytes: Buffer, _encoding, done) => {
        this.sizeBytes += bytes.length;
        this.md5.update(bytes);
        this.sha256.update(bytes);
        this.checksum?.update(bytes);
        done(null, bytes);
      },
    });
  }
}

function prove(request: S3Request, signed: string, plan: Plan, meter: Meter): Omit<ReceivedBytes, 'path'> {
  if (meter.sizeBytes !== plan.sizeBytes) throw new Refused('IncompleteBody');
  const md5 = meter.md5.digest();
  const givenMd5 = headerOf(request, 'content-md5');
  if (givenMd5 !== undefined && givenMd5 !== md5.toString('base64')) throw new Refused('BadDigest', 'Content-MD5');
  const isHash = signed !== CHUNKED && signed !== UNSIGNED;
  if (isHash && meter.sha256.digest('hex') !== signed) throw new Refused('XAmzContentSHA256Mismatch');
  const known = { sizeBytes: meter.sizeBytes, md5: md5.toString('hex') };
  if (plan.checksum === undefined || meter.checksum === undefined) return { ...known, checksum: undefined };
  const { name } = plan.checksum;
  const given = plan.checksum.value ?? plan.unpack?.trailers.get(`x-amz-checksum-${name}`);
  const value = meter.checksum.digest();
  if (given !== value) throw new Refused('BadDigest', `${name} is ${value}, not ${given ?? 'given'}.`);
  return { ...known, checksum: { name, value } };
}
