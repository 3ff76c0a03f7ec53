/** What an answer to createTask says about the try. */
export type SubmitMeaning =
  /** Over a limit; nothing was accepted. */
  | 'busy'
  /** Out of order and said so before accepting anything. */
  | 'failing'
  /** The credential is refused until an operator acts. */
  | 'stopped'
  /** Moderation: never tried again. */
  | 'rejected'
  /** This upstream cannot do it; another one may. */
  | 'elsewhere'
  /** The same request would be refused again. */
  | 'permanent'
  /** Nothing was charged, and another try may do. */
  | 'retryable'
  /** The work may have been bought. */
  | 'ambiguous';

/** What an answer to recordInfo says when it shows no task: `again` is asked again, `missing` has no such task. */
export type PollMeaning = 'busy' | 'stopped' | 'missing' | 'again';

/** What the code of a failed task says; failed tasks are not charged (docs.kie.ai, "Getting Started"). */
export type FailedMeaning = 'stopped' | 'rejected' | 'elsewhere' | 'permanent' | 'retryable';

type Row = {
  readonly codes: readonly number[];
  /** Given: the row counts only for messages like this. */
  readonly says?: RegExp;
  /** Given: the row does not count for messages like this. */
  readonly unless?: RegExp;
  readonly submit: SubmitMeaning;
  readonly poll: PollMeaning;
  readonly failed: FailedMeaning;
};

/** Refused content, in the words of the model's maker, wherever they stand. */
const INSPECTION = /DataInspectionFailed|IPInfringement|inappropriate content/i;
/** Refused content in other words. An internal error that only mentions moderation is none. */
const MODERATION =
  /\bnsfw\b|sensitive (?:content|word|information)|SENSITIVE_|content (?:policy|policies|moderation|filter|safety|violat)|safety (?:policy|system|filter|checker|guideline)|(?:usage|community) (?:policy|policies|guidelines)|(?:is|was|were|been) flagged|flagged (?:as|by|for)|prohibited (?:content|use)|copyright/i;
const INTERNAL = /internal (?:server )?error|service (?:is )?(?:temporarily )?(?:unavailable|busy)/i;

/** The whole of what the upstream says when it refuses an input field; it comes with code 500 as well as with 422. */
const FIELD_REFUSED = /^(?:this )?[\w.[\] ]{1,60} (?:is required|is not within the range of allowed options)\.?$/i;
/** Codes that accepted nothing, whatever they say. With 500 no word proves that. */
const REFUSING = [400, 403, 422, 451, 501];
const MODEL_REFUSED = /model name you specified is not supported/i;
const TRANSIENT = /try again|timed? ?out|temporar|overload|too many|busy|unavailable|internal/i;

/**
 * What each code means, first row that fits. Nearly every answer is HTTP 200 and this code in its body
 * (docs.kie.ai/market/common/get-task-detail; messages as clients of it have published them).
 */
const ROWS: readonly Row[] = [
  { codes: [404, 422, 500], says: MODEL_REFUSED, submit: 'elsewhere', poll: 'again', failed: 'elsewhere' },
  { codes: [400, 422, 500], says: FIELD_REFUSED, submit: 'permanent', poll: 'missing', failed: 'permanent' },
  { codes: REFUSING, says: INSPECTION, submit: 'rejected', poll: 'again', failed: 'rejected' },
  { codes: REFUSING, says: MODERATION, unless: INTERNAL, submit: 'rejected', poll: 'again', failed: 'rejected' },
  { codes: [400, 413], submit: 'permanent', poll: 'again', failed: 'permanent' },
  // The key is wrong, or this server's address is not on its list.
  { codes: [401, 403], submit: 'stopped', poll: 'stopped', failed: 'retryable' },
  // The credits are used up; 433: the limit set for this key is.
  { codes: [402, 433], submit: 'stopped', poll: 'stopped', failed: 'stopped' },
  { codes: [404, 422], submit: 'permanent', poll: 'missing', failed: 'permanent' },
  { codes: [408], submit: 'ambiguous', poll: 'again', failed: 'retryable' },
  // Refused, not queued.
  { codes: [429], submit: 'busy', poll: 'busy', failed: 'retryable' },
  // A reference could not be fetched from the upload host.
  { codes: [451], submit: 'retryable', poll: 'again', failed: 'retryable' },
  // Maintenance.
  { codes: [455], submit: 'failing', poll: 'again', failed: 'retryable' },
  { codes: [500], submit: 'ambiguous', poll: 'again', failed: 'retryable' },
  // The generation failed, which is not charged.
  { codes: [501], submit: 'retryable', poll: 'again', failed: 'retryable' },
  // The feature is switched off: for everybody, so waiting for it helps no task.
  { codes: [505], submit: 'elsewhere', poll: 'again', failed: 'elsewhere' },
];

/** What `code` and `message` of createTask's answer mean; code 200 is not for here. */
export function submitMeaning(code: number, message: string): SubmitMeaning {
  const row = rowFor(code, message);
  if (row !== undefined) return row.submit;
  return code >= 400 && code < 500 ? 'permanent' : 'ambiguous';
}

/** What `code` and `message` of recordInfo's answer mean; code 200 is not for here. */
export function pollMeaning(code: number, message: string): PollMeaning {
  return rowFor(code, message)?.poll ?? 'again';
}

/** What `failCode` and `failMsg` of a failed task mean; the code is a number as text, a word, or empty. */
export function failedMeaning(failCode: string, failMessage: string): FailedMeaning {
  const said = `${failCode} ${failMessage}`;
  if (INSPECTION.test(said) || (MODERATION.test(said) && !INTERNAL.test(said))) return 'rejected';
  const row = /^\d{3}$/.test(failCode) ? rowFor(Number(failCode), failMessage) : undefined;
  if (row !== undefined) return row.failed;
  return TRANSIENT.test(said) || /^5\d\d$/.test(failCode) ? 'retryable' : 'permanent';
}

/**
 * What an HTTP status alone says about a submit when the body has no code. An unknown address, and the edge in front of
 * the API (its refusals read `error code: 1010`), accept nothing; a proxy's 502 may hide an accepted task.
 */
export function statusMeaning(status: number, excerpt: string): SubmitMeaning {
  if (status === 401) return 'stopped';
  if (status === 429) return 'busy';
  if (status === 413) return 'permanent';
  if (status === 404 || (status === 403 && EDGE_REFUSAL.test(excerpt))) return 'failing';
  return 'ambiguous';
}

const EDGE_REFUSAL = /^\s*error code: 1\d{3}\s*$/i;

function rowFor(code: number, message: string): Row | undefined {
  const text = message.trim();
  const isMeant = ({ codes, says, unless }: Row) =>
    codes.includes(code) && (says?.test(text) ?? true) && !(unless?.test(text) ?? false);
  return ROWS.find(isMeant);
}
