/** Thrown where a request is refused; answered as `{request_id, code, message}`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** 400 `InvalidParameter`: the answer to most wrong requests. */
export function invalid(message: string): Refusal {
  return new Refusal(400, 'InvalidParameter', message);
}

/** The documented codes with their status and text; where a code has several texts, the most general. */
export const DOCUMENTED_ERRORS: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  InvalidParameter: { status: 400, message: 'Required body invalid, please check the request body format.' },
  DataInspectionFailed: { status: 400, message: 'Input data may contain inappropriate content.' },
  'InvalidParameter.DataInspection': {
    status: 400,
    message: 'Unable to download the media resource during the data inspection process.',
  },
  IPInfringementSuspect: { status: 400, message: 'Input data is suspected of being involved in IP infringement.' },
  InvalidURL: { status: 400, message: 'The provided URL does not appear to be valid.' },
  Arrearage: { status: 400, message: 'Access denied, please make sure your account is in good standing.' },
  UnsupportedOperation: { status: 400, message: 'The operation is not supported.' },
  InvalidApiKey: { status: 401, message: 'Invalid API-key provided.' },
  'NOT AUTHORIZED': { status: 401, message: 'Access denied: the workspace or endpoint is not authorized.' },
  AccessDenied: { status: 403, message: 'Access denied.' },
  'AccessDenied.Unpurchased': {
    status: 403,
    message: 'Access to model denied. Please make sure you are eligible for using the model.',
  },
  'Model.AccessDenied': { status: 403, message: 'Model access denied.' },
  'Workspace.AccessDenied': { status: 403, message: 'Workspace access denied.' },
  'Endpoint.AccessDenied': { status: 403, message: 'Endpoint access denied.' },
  'AllocationQuota.FreeTierOnly': { status: 403, message: 'The free tier of the model has been exhausted.' },
  ModelNotFound: { status: 404, message: 'Model can not be found.' },
  WorkSpaceNotFound: { status: 404, message: 'WorkSpace can not be found.' },
  NotFound: { status: 404, message: 'Not found!' },
  'BadRequest.TooLarge': { status: 413, message: 'Payload Too Large' },
  'BadRequest.InputDownloadFailed': { status: 415, message: 'Failed to download input files' },
  'BadRequest.UnsupportedFileFormat': { status: 415, message: 'Input file format is not supported.' },
  Throttling: { status: 429, message: 'Requests throttling triggered.' },
  'Throttling.RateQuota': { status: 429, message: 'Requests rate limit exceeded, please try again later.' },
  LimitRequests: { status: 429, message: 'Requests rate limit exceeded, please try again later.' },
  limit_requests: { status: 429, message: 'Requests rate limit exceeded, please try again later.' },
  'Throttling.BurstRate': {
    status: 429,
    message:
      'Request rate increased too quickly. To ensure system stability, please adjust your client logic to scale requests more smoothly over time.',
  },
  'Throttling.Concurrency': { status: 429, message: 'Too many concurrent requests.' },
  'Throttling.AllocationQuota': { status: 429, message: 'Allocated quota exceeded, please increase your quota limit.' },
  CommodityNotPurchased: { status: 429, message: 'Commodity has not purchased yet.' },
  PrepaidBillOverdue: { status: 429, message: 'The prepaid bill is overdue.' },
  PostpaidBillOverdue: { status: 429, message: 'The postpaid bill is overdue.' },
  RequestTimeOut: { status: 500, message: 'Request timed out, please try again later.' },
  InternalError: {
    status: 500,
    message: 'An internal error has occured, please try again later or contact service support.',
  },
  'InternalError.Algo': { status: 500, message: 'An internal error has occured during algorithm execution.' },
  'InternalError.Upload': { status: 500, message: 'An internal error has occured during uploading the result.' },
  'InternalError.Timeout': {
    status: 500,
    message:
      'An internal timeout error has occured during execution, please try again later or contact service support.',
  },
  SystemError: { status: 500, message: 'An system error has occured, please try again later.' },
  ModelServiceFailed: { status: 500, message: 'Failed to request model service.' },
  ServiceUnavailable: { status: 503, message: 'Service is unavailable, please try again later.' },
  ModelUnavailable: { status: 503, message: 'Model is unavailable, please try again later.' },
};

/** The refusal for a documented code. Throws a RangeError for any other. */
export function documented(code: string): Refusal {
  const error = Object.hasOwn(DOCUMENTED_ERRORS, code) ? DOCUMENTED_ERRORS[code] : undefined;
  if (error === undefined) throw new RangeError(`No documented code ${code}: give a status and a message as well.`);
  return new Refusal(error.status, code, error.message);
}
