/** What the bucket says no with: status and text by code, as Amazon's list of S3 error codes has them. */
const REFUSALS = {
  AccessDenied: [403, 'Access Denied'],
  AuthorizationHeaderMalformed: [400, 'The authorization header that you provided is not valid.'],
  AuthorizationQueryParametersError: [400, 'The query parameters of the signature are not valid.'],
  BadDigest: [400, 'The checksum you specified did not match what we received.'],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed size.'],
  EntityTooSmall: [400, 'Your proposed upload is smaller than the minimum allowed object size.'],
  IncompleteBody: [400, 'The request body does not have the length it was said to have.'],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
  InvalidAccessKeyId: [403, 'The AWS access key ID that you provided does not exist in our records.'],
  InvalidArgument: [400, 'An argument is not valid.'],
  InvalidPart: [400, 'One or more of the specified parts could not be found.'],
  InvalidPartOrder: [400, 'The list of parts was not in ascending order.'],
  InvalidRange: [416, 'The requested range is not satisfiable.'],
  InvalidRequest: [400, 'The request is not valid.'],
  MalformedXML: [400, 'The XML that you provided was not well formed.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  MissingContentLength: [411, 'You must provide the Content-Length HTTP header.'],
  NoSuchBucket: [404, 'The specified bucket does not exist.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  NoSuchUpload: [404, 'The specified multipart upload does not exist.'],
  NotImplemented: [501, 'A header or query parameter asks for something that this bucket does not do.'],
  RequestTimeTooSkewed: [403, 'The difference between the request time and the server time is too large.'],
  SignatureDoesNotMatch: [403, 'The request signature that the server calculated does not match yours.'],
  SlowDown: [503, 'Please reduce your request rate.'],
  XAmzContentSHA256Mismatch: [400, 'The provided x-amz-content-sha256 does not match what was computed.'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

/** The codes this bucket can refuse with. */
export type S3Code = keyof typeof REFUSALS;

/** A refusal on its way to the client. `detail` is ours and says what exactly was wrong. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: S3Code;
  readonly status: number;

  constructor(code: S3Code, detail?: string) {
    super(detail === undefined ? REFUSALS[code][1] : `${REFUSALS[code][1]} ${detail}`);
    this.code = code;
    this.status = REFUSALS[code][0];
  }
}
