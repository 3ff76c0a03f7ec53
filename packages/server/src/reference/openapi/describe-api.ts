import type { Catalogue } from '../../catalogue/index.ts';
import type { DescribedRoute } from '../../platform/http/described-routes.ts';
import { ErrorBody } from '../../platform/http/schemas.ts';
import { Components } from './components.ts';
import { type Context, describeOperation, pathOf } from './describe-operation.ts';
import { errorCodes, Refusals } from './describe-refusals.ts';
import { examplesOf } from './examples/examples.ts';
import { headerComponents } from './headers.ts';
import { isObject, type JsonObject, toJsonObject } from './json.ts';
import { defineModelSchemas } from './model-schemas.ts';

/** An OpenAPI 3.1 description, as plain JSON. */
export type OpenApiDocument = {
  readonly openapi: string;
  readonly info: JsonObject;
  readonly servers: readonly JsonObject[];
  readonly security: readonly JsonObject[];
  readonly tags: readonly JsonObject[];
  readonly paths: Readonly<Record<string, JsonObject>>;
  readonly components: JsonObject;
};

/**
 * Describes the API from the schemas its routes validate with and the models they take. The same routes and models
 * always give the same text, whatever the order in which the routes were added.
 */
export function describeApi(deps: {
  readonly routes: readonly DescribedRoute[];
  readonly catalogue: Catalogue;
  /** Where the server is reached, without a slash at the end. */
  readonly baseUrl: string;
}): OpenApiDocument {
  const { catalogue, baseUrl } = deps;
  const routes = deps.routes.toSorted(byPlace);
  const components = new Components();
  defineModelSchemas(components, catalogue, bodyOfCreates(routes));
  const context: Context = { components, refusals: new Refusals(), examples: examplesOf(catalogue, baseUrl) };
  const paths = pathsOf(context, routes);
  components.use(ErrorBody);
  return {
    openapi: '3.1.0',
    info: info(baseUrl),
    servers: [{ url: baseUrl, description: 'This server' }],
    security: [{ ApiKey: [] }],
    tags: TAGS.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { ApiKey: API_KEY },
      schemas: components.schemas,
      responses: context.refusals.responses,
      ...headerComponents(),
      'x-error-codes': errorCodes(),
    },
  };
}

/** In the order of a first use. */
const TAGS = [
  { name: 'Models', description: 'What can be asked for.' },
  { name: 'Generations', description: 'Tasks: create, poll, list, cancel, and what they would cost.' },
  { name: 'Files', description: 'Reference files and results.' },
  { name: 'Credits', description: 'The balance and its ledger.' },
  { name: 'Webhooks', description: 'Endpoints that hear of tasks that ended, what was sent to them, and events.' },
  { name: 'Description', description: 'This description of the API.' },
] as const;

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const API_KEY = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'rvya_sk_…',
  description:
    'An API key, made by the operator with `rivya keys create`. Keep it on a server: whoever has it can spend the ' +
    'credits of its account.',
} as const;

function info(baseUrl: string): JsonObject {
  return {
    title: 'Rivya Public API',
    version: 'v1',
    summary: 'Generative media over one contract: a model, a prompt and parameters in, a task and its files out.',
    description:
      'JSON in and out. Times are UTC with milliseconds. Fields that are not known are refused, never ignored. Within ' +
      '`v1` new models, routes, optional fields and error codes may be added; nothing else changes. Every `GET` also ' +
      'answers `HEAD`.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    contact: { name: 'Documentation of this server', url: `${baseUrl}/docs` },
  };
}

function bodyOfCreates(routes: readonly DescribedRoute[]): JsonObject {
  const bodies = routes.flatMap(({ schema }) => (isObject(schema.body) ? [toJsonObject(schema.body)] : []));
  return bodies.find(({ title }) => title === 'GenerationRequest') ?? {};
}

function pathsOf(context: Context, routes: readonly DescribedRoute[]): Readonly<Record<string, JsonObject>> {
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const path = pathOf(route.url);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeOperation(context, route) };
  }
  return paths;
}

function byPlace(left: DescribedRoute, right: DescribedRoute): number {
  return (
    tagPlace(left) - tagPlace(right) ||
    (left.url < right.url ? -1 : left.url > right.url ? 1 : 0) ||
    METHODS.indexOf(left.method) - METHODS.indexOf(right.method)
  );
}

function tagPlace({ operation }: DescribedRoute): number {
  const place = TAGS.findIndex(({ name }) => name === operation.tag);
  if (place < 0) throw new Error(`The tag ${operation.tag} of ${operation.id} is not described.`);
  return place;
}
