type Rule = { readonly isRight: (value: unknown) => boolean; readonly says: string };

const WHOLE: Rule = {
  isRight: (value) => isNumber(value) && Number.isInteger(value) && value >= 1,
  says: 'a whole number from 1',
};
const RULES: Readonly<Record<string, Rule>> = {
  status: {
    isRight: (value) =>
      isNumber(value) && Number.isInteger(value) && value >= 200 && value <= 599 && !BODILESS.includes(value),
    says: 'an HTTP status from 200 to 599 that has a body',
  },
  ms: { isRight: (value) => isNumber(value) && value >= 0, says: 'milliseconds from 0' },
  count: WHOLE,
  times: WHOLE,
  state: { isRight: (value) => typeof value === 'string', says: 'a text' },
};
const BODILESS: readonly number[] = [204, 205, 304];

/** Fields that a kind of fault cannot do without. */
const REQUIRED: Readonly<Record<string, string>> = {
  slow_headers: 'ms',
  slow_body: 'ms',
  slow: 'ms',
  fewer_images: 'count',
  odd_state: 'state',
};

/**
 * Throws a RangeError for a fault that could not be played out as it is: said where it is planned, because where it
 * strikes nobody listens.
 */
export function checkFields(fault: { readonly kind: string }): void {
  for (const [field, { isRight, says }] of Object.entries(RULES)) {
    const value: unknown = Reflect.get(fault, field);
    const isNeeded = REQUIRED[fault.kind] === field;
    if ((value !== undefined || isNeeded) && !isRight(value)) {
      throw new RangeError(`${field} of the fault ${fault.kind} must be ${says}; got ${String(value)}.`);
    }
  }
}

/** Throws a RangeError unless it is a whole number from 1. */
export function checkTimes(times: number): void {
  if (!WHOLE.isRight(times)) throw new RangeError(`times must be ${WHOLE.says}; got ${String(times)}.`);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}
