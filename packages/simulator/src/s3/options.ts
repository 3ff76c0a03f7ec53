/** How the bucket is set up. */
export type S3Options = {
  /** 0 takes a free one. */
  readonly port: number;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What the key may not do; asked for, it is refused with `AccessDenied`. */
  readonly denied: readonly S3Operation[];
  /** False: checksums in headers or trailers are refused with `NotImplemented`, as some older servers do. */
  readonly takesChecksums: boolean;
  /** Milliseconds since 1970; signatures are judged and objects are dated by it. */
  readonly now: () => number;
};

/** What a client can ask of the bucket. */
export const S3_OPERATIONS = [
  'put',
  'get',
  'head',
  'delete',
  'list',
  'create_upload',
  'upload_part',
  'complete_upload',
  'abort_upload',
  'list_uploads',
] as const;

export type S3Operation = (typeof S3_OPERATIONS)[number];

export const S3_DEFAULTS: S3Options = {
  port: 0,
  bucket: 'media',
  region: 'us-east-1',
  accessKeyId: 'SIMULATORKEY',
  secretAccessKey: 'simulator-secret-simulator-secret-0000',
  denied: [],
  takesChecksums: true,
  now: () => Date.now(),
};
