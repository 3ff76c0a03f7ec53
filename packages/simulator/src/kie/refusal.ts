/** Thrown where a request is refused; answered with HTTP 200 and `{code, msg, data: null}`. */
export class KieRefusal extends Error {
  override readonly name = 'KieRefusal';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The documented codes and what they say. */
export const KIE_CODES: Readonly<Record<number, string>> = {
  401: 'You do not have access permissions',
  402: 'Credits insufficient',
  404: 'Not Found',
  422: 'Validation Error',
  429: 'Rate limit exceeded',
  433: 'Sub-key usage exceeds limit',
  455: 'The system is currently undergoing maintenance',
  500: 'Server exception, please try again later or contact customer service',
  501: 'Generation failed',
  505: 'The requested feature is currently disabled',
};

/** The refusal for a code; its documented text unless another is given. Throws a RangeError for a code without a text. */
export function refusalOf(code: number, message = KIE_CODES[code]): KieRefusal {
  if (message === undefined) throw new RangeError(`No documented code ${code}: give a message as well.`);
  return new KieRefusal(code, message);
}

/** 422: the answer to a wrong request. */
export function invalid(message: string): KieRefusal {
  return new KieRefusal(422, message);
}
