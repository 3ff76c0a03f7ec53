import { Ajv, type ErrorObject } from 'ajv';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { type Detail, type Failure, invalid } from './errors.ts';

/** `verbose` gives each complaint the schema it broke, which is where the allowed range stands. */
const STRICT = { allErrors: true, removeAdditional: false, useDefaults: true, verbose: true } as const;
const DETAILS_MAX = 20;

/** Formats a schema may name, and how a refusal words them. */
const FORMATS = {
  'plain-text': {
    pattern: /^[^\p{Cc}\p{Cs}]*$/u,
    rule: 'must not hold control characters or half surrogate pairs.',
  },
} as const;
/** A body of a megabyte can be wrong in very many places. */
const FOUND_MAX = 100;

/** Bodies are taken as they are; text in a query or path becomes the number or boolean its schema asks for. */
export function createValidatorCompiler(): FastifySchemaCompiler<TSchema> {
  const formats = Object.fromEntries(Object.entries(FORMATS).map(([name, { pattern }]) => [name, pattern]));
  const body = new Ajv({ ...STRICT, formats, coerceTypes: false });
  const text = new Ajv({ ...STRICT, formats, coerceTypes: true });
  return ({ schema, httpPart }) => (httpPart === 'body' ? body : text).compile(schema);
}

/** Turns what the validator found into one refusal that names every field, its problem and what is allowed. */
export function refusalOf(errors: readonly Found[], part: string): Failure {
  const details = toDetails(errors.slice(0, FOUND_MAX)).slice(0, DETAILS_MAX);
  const whole = PART_NAMES[part] ?? part;
  const named = details.map((detail) =>
    detail.path === '' ? { path: '', message: `The ${whole} ${detail.message}` } : detail,
  );
  const [first = { path: '', message: `The ${whole} is not valid.` }, ...rest] = named;
  return invalid([first, ...rest]);
}

type Found = ErrorObject | FastifySchemaValidationError;

const PART_NAMES: Readonly<Record<string, string>> = { body: 'request body', querystring: 'query', params: 'path' };

/** The validator lists the complaints of every branch of a union; the caller gets one sentence for them. */
function toDetails(errors: readonly Found[]): readonly Detail[] {
  const unions = new Set(errors.filter(({ keyword }) => keyword === 'anyOf').map(({ instancePath }) => instancePath));
  const isOfUnion = ({ keyword, instancePath }: Found) => keyword === 'type' && unions.has(instancePath);
  const details = errors.filter((error) => error.keyword !== 'anyOf' && !isOfUnion(error)).map(toDetail);
  for (const union of unions) {
    const path = toPath(union);
    // A branch that has the right type and another fault is the one that was meant.
    if (details.some((detail) => isAtOrBelow(detail.path, path))) continue;
    const branches = errors.filter((error) => isOfUnion(error) && error.instancePath === union);
    const types = branches.map(({ params }) => article(String(params['type'])));
    details.push({ path, message: `must be ${types.join(' or ')}.` });
  }
  return details;
}

function isAtOrBelow(path: string, above: string): boolean {
  return above === '' || path === above || path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
}

function toDetail(error: Found): Detail {
  const parameters: Record<string, unknown> = error.params;
  const path = toPath(error.instancePath);
  const below = (key: unknown) => (path === '' ? String(key) : `${path}.${String(key)}`);
  switch (error.keyword) {
    case 'required':
      return { path: below(parameters['missingProperty']), message: 'is required.' };
    case 'additionalProperties':
      return { path: below(parameters['additionalProperty']), message: 'is not a known field here.' };
    case 'enum':
      return { path, message: `must be one of: ${allowed(parameters['allowedValues'])}.` };
    case 'const':
      return { path, message: `must be ${JSON.stringify(parameters['allowedValue'])}.` };
    case 'type':
    case 'minimum':
    case 'maximum':
      return { path, message: rangeOf(error) ?? `must be ${article(String(parameters['type']))}.` };
    case 'minLength':
    case 'minItems':
      return { path, message: atLeast(error.keyword, Number(parameters['limit'])) };
    case 'minProperties':
      return { path, message: 'must have at least one of the fields it can have.' };
    case 'uniqueItems':
      return { path, message: 'must not list anything twice.' };
    case 'maxLength':
      return { path, message: `must have at most ${String(parameters['limit'])} characters.` };
    case 'pattern':
      return { path, message: `must match ${String(parameters['pattern'])}.` };
    case 'format':
      return { path, message: parameters['format'] === 'plain-text' ? FORMATS['plain-text'].rule : 'is not valid.' };
    default:
      return { path, message: `${error.message ?? 'is not valid'}.` };
  }
}

/** The whole range of a number, whichever end of it was missed, or that it is no number. */
function rangeOf(error: Found): string | undefined {
  const schema: unknown = 'parentSchema' in error ? error.parentSchema : undefined;
  if (schema === null || typeof schema !== 'object' || !('minimum' in schema && 'maximum' in schema)) return undefined;
  const number = 'type' in schema && schema.type === 'integer' ? 'a whole number' : 'a number';
  return `must be ${number} from ${String(schema.minimum)} to ${String(schema.maximum)}.`;
}

function atLeast(keyword: string, least: number): string {
  if (least === 1) return 'must not be empty.';
  return `must have at least ${least} ${keyword === 'minItems' ? 'items' : 'characters'}.`;
}

function toPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`), '');
}

function allowed(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : String(values);
}

function article(type: string): string {
  if (type === 'null') return type;
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
