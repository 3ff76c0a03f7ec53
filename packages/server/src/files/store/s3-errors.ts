/** A call to the bucket that failed. The message names bucket, operation and code; no key, signature or address. */
export class BucketError extends Error {
  override readonly name: string = 'BucketError';
  readonly operation: string;
  /** The service's code, such as `AccessDenied`, or the system's, such as `ECONNREFUSED`. */
  readonly code: string;
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(bucket: string, { operation, code, status }: Pick<BucketError, 'operation' | 'code' | 'status'>) {
    const answer = status === undefined ? `did not answer (${code})` : `answered ${status} ${code}`;
    super(`The bucket "${bucket}" ${answer} to ${operation}.`);
    this.operation = operation;
    this.code = code;
    this.status = status;
  }
}

/** The bucket cannot be worked with; the message is one line that says what to do. */
export class BucketUnusable extends Error {
  override readonly name = 'BucketUnusable';
}

/**
 * Makes an error of ours of whatever the SDK threw. Its own errors carry the address, the string that was signed and the
 * access key id, which have no place in a log: they are not kept as the cause.
 */
export function toBucketError(bucket: string, operation: string, error: unknown): BucketError {
  if (error instanceof BucketError) return error;
  return new BucketError(bucket, { operation, code: codeOf(error), status: statusOf(error) });
}

const CODE = /^[A-Za-z][A-Za-z0-9_.-]{1,80}$/;

function codeOf(error: unknown): string {
  const system = textAt(error, 'code');
  const name = textAt(error, 'name');
  // Refused connections to a name with several addresses come as one error with a code and a general name.
  const code = statusOf(error) === undefined && system !== undefined ? system : (name ?? system);
  if (code === 'AbortError') return 'TimeoutError';
  return code !== undefined && CODE.test(code) ? code : 'UnknownError';
}

function statusOf(error: unknown): number | undefined {
  const metadata: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, '$metadata') : undefined;
  const status: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
  return typeof status === 'number' ? status : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof text === 'string' ? text : undefined;
}

const REGION = 'The bucket is in another region: correct RIVYA_S3_REGION.';
const CHECKSUM =
  'The service seems not to take the checksums that are sent by default: try RIVYA_S3_CHECKSUMS=required.';

/** What the operator can do about a code; by the codes of Amazon's list and of common services. */
const ADVICE: Readonly<Record<string, string>> = {
  NoSuchBucket: 'There is no such bucket: create it, or correct RIVYA_S3_BUCKET or RIVYA_S3_ENDPOINT.',
  NotFound: 'There is no such bucket: create it, or correct RIVYA_S3_BUCKET or RIVYA_S3_ENDPOINT.',
  InvalidAccessKeyId: 'The key is not known there: correct RIVYA_S3_ACCESS_KEY_ID.',
  SignatureDoesNotMatch: 'The secret does not belong to the key: correct RIVYA_S3_SECRET_ACCESS_KEY.',
  RequestTimeTooSkewed: "The clocks differ too much: set this machine's clock, best with NTP.",
  PermanentRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
  IllegalLocationConstraintException: REGION,
  NotImplemented: CHECKSUM,
  InvalidRequest: CHECKSUM,
  XAmzContentSHA256Mismatch: CHECKSUM,
  MissingContentLength: CHECKSUM,
  ENOTFOUND:
    'The host has no address: correct RIVYA_S3_ENDPOINT, or set RIVYA_S3_PATH_STYLE=1 if it begins with the bucket.',
};

/** One sentence on what to do about a failed call. */
export function adviceOn({ code, status, operation }: BucketError): string {
  const known = ADVICE[code];
  if (known !== undefined) return known;
  if (status === undefined)
    return 'Nothing answers there in time: check RIVYA_S3_ENDPOINT, the network and certificates.';
  if (status === 401 || status === 403) {
    return `The key may not do this: allow it s3:${PERMISSIONS[operation] ?? operation} on the bucket, and what the guide lists.`;
  }
  if (status === 301 || status === 307) return REGION;
  if (status >= 500) return 'The service is out of order: try again later.';
  return 'See the service’s own log for the reason.';
}

/** Names of permissions that differ from those of their operations. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucket',
  HeadObject: 'GetObject',
  ListMultipartUploads: 'ListBucketMultipartUploads',
};
