/**
 * What an error of Alibaba Model Studio means for a task and its credential.
 *
 * - `rejected`: moderation; final, never tried again.
 * - `permanent`: the request cannot be served as it is; final.
 * - `again`: nothing was bought and the same request may well pass next time.
 * - `busy`: over a limit; nothing was bought, slow down.
 * - `stopped`: nothing was bought, and nothing will be until an operator acts on the key, the bill or the model.
 * - `model`: nothing was bought, and this model is not to be had with this key; others may be.
 * - `ambiguous`: it may have been bought.
 */
export type Meaning = 'rejected' | 'permanent' | 'again' | 'busy' | 'stopped' | 'model' | 'ambiguous';

/** What the error says of a task that was accepted and then failed: failures are free, so nothing is ambiguous. */
export type FailureMeaning = Exclude<Meaning, 'busy' | 'ambiguous'>;

/** An error as the upstream says it, with the HTTP status it came with. */
export type UpstreamError = { readonly status: number; readonly code: string; readonly message: string };

export type ErrorRule = {
  /** The whole code, or its beginning and `*`; letter case does not matter. Absent: any code. */
  readonly code?: string;
  /** Must be found in the message. */
  readonly text?: string;
  /** Must be found in the code or the message: codes come nested in other codes and in prose. */
  readonly anywhere?: string;
  /** As the answer to a submit. */
  readonly submit: Meaning;
  /** As the end of an accepted task. */
  readonly failed: FailureMeaning;
  /** How long to wait before the next try, in milliseconds; `TRY_AGAIN_MS` where absent. */
  readonly afterMs?: number;
};

export const TRY_AGAIN_MS = 2_000;

/**
 * Every documented code that an image task can meet; the first rule that fits counts. Sources: the vendor's pages
 * "Error messages", "Asynchronous task management API" and "Rate limits", and errors that users reported.
 */
export const ERROR_RULES: readonly ErrorRule[] = [
  // Moderation. By substring: seen as "<400> InternalError.Algo.DataInspectionFailed: Input text data …" too.
  { anywhere: 'DataInspectionFailed', submit: 'rejected', failed: 'rejected' },
  { anywhere: 'data_inspection_failed', submit: 'rejected', failed: 'rejected' },
  { text: 'inappropriate content', submit: 'rejected', failed: 'rejected' },
  { text: 'green network', submit: 'rejected', failed: 'rejected' },
  { anywhere: 'IPInfringementSuspect', submit: 'rejected', failed: 'rejected' },
  { text: 'IP infringement', submit: 'rejected', failed: 'rejected' },
  { code: 'FaqRuleBlocked', submit: 'rejected', failed: 'rejected' },
  { code: 'CustomRoleBlocked', submit: 'rejected', failed: 'rejected' },

  // A reference could not be fetched or looked at. We send it ourselves, so the next try may fare better.
  { code: 'InvalidParameter.DataInspection', submit: 'again', failed: 'again' },
  { code: 'InvalidParameter', text: 'download', submit: 'again', failed: 'again' },
  { code: 'InvalidParameter', text: 'access the media resource', submit: 'again', failed: 'again' },
  { code: 'InvalidParameter', text: 'find the requested media resource', submit: 'again', failed: 'again' },
  { code: 'BadRequest.InputDownloadFailed', submit: 'again', failed: 'again' },
  { code: 'InvalidFile.DownloadFailed', submit: 'again', failed: 'again' },
  { code: 'InvalidURL.ConnectionRefused', submit: 'again', failed: 'again' },
  { code: 'InvalidURL.Timeout', submit: 'again', failed: 'again' },

  // The bill. Hidden in 400 and 429, and no waiting helps.
  { code: 'Arrearage', submit: 'stopped', failed: 'stopped' },
  { code: 'isv.OUT_OF_SERVICE', submit: 'stopped', failed: 'stopped' },
  { code: 'Contain.Forbidden.Label.Error', submit: 'stopped', failed: 'stopped' },
  { code: 'CommodityNotPurchased', submit: 'stopped', failed: 'stopped' },
  { code: 'PrepaidBillOverdue', submit: 'stopped', failed: 'stopped' },
  { code: 'PostpaidBillOverdue', submit: 'stopped', failed: 'stopped' },
  { code: 'AllocationQuota.FreeTierOnly', submit: 'stopped', failed: 'stopped' },
  // The same code as a rate limit further down; only the message tells them apart.
  { text: 'Free allocated quota exceeded', submit: 'stopped', failed: 'stopped' },

  // The key, the workspace, the model.
  { code: 'InvalidApiKey', submit: 'stopped', failed: 'stopped' },
  { code: 'invalid_api_key', submit: 'stopped', failed: 'stopped' },
  { code: 'NOT AUTHORIZED', submit: 'stopped', failed: 'stopped' },
  { code: 'invalid access token or token expired', submit: 'stopped', failed: 'stopped' },
  { code: 'AccessDenied*', submit: 'stopped', failed: 'stopped' },
  { code: 'access_denied', submit: 'stopped', failed: 'stopped' },
  { code: 'Model.AccessDenied', submit: 'model', failed: 'model' },
  { code: 'App.AccessDenied', submit: 'stopped', failed: 'stopped' },
  { code: 'Workspace.AccessDenied', submit: 'stopped', failed: 'stopped' },
  { code: 'Endpoint.AccessDenied', submit: 'stopped', failed: 'stopped' },
  { code: 'WorkSpaceNotFound', submit: 'stopped', failed: 'stopped' },
  { code: 'ModelNotFound', submit: 'model', failed: 'model' },
  { code: 'model_not_found', submit: 'model', failed: 'model' },
  { code: 'InvalidParameter', text: 'Model not exist', submit: 'model', failed: 'model' },
  { code: 'model not supported', submit: 'model', failed: 'model' },
  { code: 'NotFound', submit: 'stopped', failed: 'stopped' },

  // Limits. An accepted task that ends so has no limit to wait for any more.
  { code: 'Throttling.AllocationQuota', submit: 'busy', failed: 'again', afterMs: 10_000 },
  { code: 'insufficient_quota', submit: 'busy', failed: 'again', afterMs: 10_000 },
  { code: 'Throttling.RateQuota', submit: 'busy', failed: 'again' },
  { code: 'LimitRequests', submit: 'busy', failed: 'again' },
  { code: 'limit_requests', submit: 'busy', failed: 'again' },
  { code: 'ResourceExhausted', submit: 'busy', failed: 'again' },
  { code: 'Too many requests', submit: 'busy', failed: 'again' },
  { code: 'Throttling.BurstRate', submit: 'busy', failed: 'again', afterMs: 5_000 },
  { code: 'limit_burst_rate', submit: 'busy', failed: 'again', afterMs: 5_000 },
  { code: 'Throttling.Concurrency', submit: 'busy', failed: 'again' },
  { code: 'Throttling*', submit: 'busy', failed: 'again', afterMs: 5_000 },

  // The upstream is out of order: a submit may have gone through all the same.
  { code: 'InternalError*', submit: 'ambiguous', failed: 'again' },
  { code: 'internal_error', submit: 'ambiguous', failed: 'again' },
  { code: 'SystemError', submit: 'ambiguous', failed: 'again' },
  { code: 'ModelServiceFailed', submit: 'ambiguous', failed: 'again' },
  { code: 'RequestTimeOut', submit: 'ambiguous', failed: 'again' },
  { code: 'ResponseTimeout', submit: 'ambiguous', failed: 'again' },
  { code: 'ServiceUnavailable', submit: 'ambiguous', failed: 'again' },
  { code: 'ModelUnavailable', submit: 'ambiguous', failed: 'again' },

  // The request itself: asking again cannot help.
  { code: 'InvalidParameter*', submit: 'permanent', failed: 'permanent' },
  { code: 'InvalidURL*', submit: 'permanent', failed: 'permanent' },
  { code: 'InvalidImage*', submit: 'permanent', failed: 'permanent' },
  { code: 'InvalidFile*', submit: 'permanent', failed: 'permanent' },
  { code: 'InvalidInputLength', submit: 'permanent', failed: 'permanent' },
  { code: 'InvalidPerson', submit: 'permanent', failed: 'permanent' },
  { code: 'invalid_request_error', submit: 'permanent', failed: 'permanent' },
  { code: 'BadRequest*', submit: 'permanent', failed: 'permanent' },
  { code: 'ServiceUnavailableError', submit: 'permanent', failed: 'permanent' },
  { code: 'UnsupportedOperation', submit: 'permanent', failed: 'permanent' },
];

/** The rule for an error, if it is a documented one. */
export function findRule({ code, message }: Pick<UpstreamError, 'code' | 'message'>): ErrorRule | undefined {
  return ERROR_RULES.find(
    (rule) =>
      (rule.code === undefined || isCode(rule.code, code)) &&
      (rule.text === undefined || holds(message, rule.text)) &&
      (rule.anywhere === undefined || holds(code, rule.anywhere) || holds(message, rule.anywhere)),
  );
}

/** What an error means as the answer to a submit, where the HTTP status has a say too. */
export function meaningOfSubmit(error: UpstreamError): Meaning {
  const rule = findRule(error);
  // Whatever it cost, it is never asked for again.
  if (rule?.submit === 'rejected') return 'rejected';
  if (!isDecided(error.status)) return 'ambiguous';
  return rule?.submit ?? meaningOfStatus(error.status);
}

/** What an error means as the end of an accepted task. One nobody has documented is worth one more try: it was free. */
export function meaningOfFailure(error: Pick<UpstreamError, 'code' | 'message'>): FailureMeaning {
  return findRule(error)?.failed ?? 'again';
}

/** Server errors, time-outs and redirects leave open whether the request was carried out, whatever they say. */
function isDecided(status: number): boolean {
  return status < 300 || (status >= 400 && status < 500 && status !== 408);
}

/** For a code that nobody has documented: a refusal is one all the same; any other status leaves it open. */
function meaningOfStatus(status: number): Meaning {
  if (status === 429) return 'busy';
  if (status === 401 || status === 403) return 'stopped';
  return status >= 400 ? 'permanent' : 'ambiguous';
}

function isCode(pattern: string, code: string): boolean {
  const [wanted, got] = [pattern.toLowerCase(), code.toLowerCase()];
  return wanted.endsWith('*') ? got.startsWith(wanted.slice(0, -1)) : got === wanted;
}

function holds(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
