import { Ajv, type ErrorObject } from 'ajv';
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { type Detail, type Failure, invalid } from './errors.ts';

const STRICT = { allErrors: true, removeAdditional: false, useDefaults: true } as const;
const DETAILS_MAX = 20;

/** Bodies are taken as they are; text in a query or path becomes the number or boolean its schema asks for. */
export function createValidatorCompiler(): FastifySchemaCompiler<TSchema> {
  const body = new Ajv({ ...STRICT, coerceTypes: false });
  const text = new Ajv({ ...STRICT, coerceTypes: true });
  return ({ schema, httpPart }) => (httpPart === 'body' ? body : text).compile(schema);
}

/** Turns what the validator found into one refusal that names every field, its problem and what is allowed. */
export function refusalOf(errors: readonly (ErrorObject | FastifySchemaValidationError)[], part: string): Failure {
  const details = errors.slice(0, DETAILS_MAX).map((error) => toDetail(error));
  const [first = { path: '', message: `The ${part} is not valid.` }, ...rest] = details;
  return invalid([first, ...rest]);
}

function toDetail(error: ErrorObject | FastifySchemaValidationError): Detail {
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
      return { path, message: `must be ${article(String(parameters['type']))}.` };
    case 'pattern':
      return { path, message: `must match ${String(parameters['pattern'])}.` };
    default:
      return { path, message: `${error.message ?? 'is not valid'}.` };
  }
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
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
