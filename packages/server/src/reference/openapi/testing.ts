import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenApiDocument } from './describe-api.ts';
import { isObject, type Json, type JsonObject, toJsonObject } from './json.ts';

/** For tests only: the part of a document at a path of keys. Throws when there is none. */
export function at(document: Json, ...keys: readonly string[]): Json {
  let part = document;
  for (const key of keys) {
    const next: Json | undefined = isObject(part) ? part[key] : undefined;
    if (next === undefined) throw new Error(`There is nothing at ${keys.join(' > ')}, from ${key} on.`);
    part = next;
  }
  return part;
}

/** The same where an object is expected; references to the document's own components are followed. */
export function objectIn(document: OpenApiDocument, from: Json, ...keys: readonly string[]): JsonObject {
  const found = at(from, ...keys);
  const reference = isObject(found) ? found['$ref'] : undefined;
  const part = typeof reference === 'string' ? at(toJsonObject(document), ...reference.split('/').slice(1)) : found;
  if (!isObject(part)) throw new Error(`There is no object at ${keys.join(' > ')}.`);
  return part;
}

/** One operation with where it stands. */
export type Place = { readonly path: string; readonly method: string; readonly operation: JsonObject };

/** All operations of a document, in its order. */
export function operationsOf(document: OpenApiDocument): readonly Place[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => (isObject(operation) ? [{ path, method, operation }] : [])),
  );
}

/** Everything wrong with a value by a schema of the document; a field that the document does not know is wrong too. */
export type Check = (schema: JsonObject, value: unknown) => readonly string[];

/** Makes checks against the schemas of a document. */
export function createCheck(document: OpenApiDocument): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS, validateSchema: false });
  ajv.addSchema(closed(toJsonObject(document)), 'api');
  return (schema, value) => {
    const validate = ajv.compile(withBase(closed(schema)));
    return validate(value) ? [] : (validate.errors ?? []).map(toText);
  };
}

const FORMATS = {
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  uri: (text: string) => URL.canParse(text),
  'uri-reference': (text: string) => URL.canParse(text, 'http://127.0.0.1'),
  binary: true,
} as const;

function toText({ instancePath, message = '', params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params)}`;
}

/** Schemas outside the document name its components by its id. */
function withBase(part: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(part).replaceAll('"$ref":"#/', '"$ref":"api#/'));
}

/** Answers may get new fields at any time; a test wants to hear of those that nobody described. */
function closed(part: JsonObject): JsonObject {
  const isLoose = isObject(part['properties']) && part['additionalProperties'] === undefined;
  const entries = Object.entries(part).map(([key, value]): [string, Json] => [key, closedJson(value)]);
  return {
    ...Object.fromEntries(entries),
    ...(isLoose ? { additionalProperties: false } : {}),
  };
}

function closedJson(value: Json): Json {
  if (Array.isArray(value)) return value.map(closedJson);
  return isObject(value) ? closed(value) : value;
}
