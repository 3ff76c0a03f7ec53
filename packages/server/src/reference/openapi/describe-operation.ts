import type { DescribedRoute } from '../../platform/http/described-routes.ts';
import type { Components } from './components.ts';
import type { Refusals } from './describe-refusals.ts';
import type { Examples, OperationExamples } from './examples/examples.ts';
import { answerHeaders, requestHeaders } from './headers.ts';
import { isObject, type Json, type JsonObject, objectAt, toJsonObject } from './json.ts';

/** What all operations share while they are described. */
export type Context = {
  readonly components: Components;
  readonly refusals: Refusals;
  readonly examples: Readonly<Record<string, OperationExamples>>;
};

/** One route as the description shows it. */
export function describeOperation(context: Context, route: DescribedRoute): JsonObject {
  const { operation, config } = route;
  const examples = context.examples[operation.id] ?? {};
  const parameters = [
    ...parametersIn('path', context, route.schema.params),
    ...parametersIn('query', context, route.schema.querystring),
    ...requestHeaders(operation.requestHeaders ?? []),
  ];
  const body = requestBody(context, route, examples.request);
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: withScope(operation.description, config.scope),
    ...(config.isPublic === true ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...successes(context, route, examples.answer), ...context.refusals.of(route) },
    'x-scopes': config.scope === undefined ? [] : [config.scope],
  };
}

/** `/api/v1/files/:id` as the description writes it. */
export function pathOf(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}');
}

function withScope(description: string, scope: string | undefined): string {
  return scope === undefined ? description : `${description}\n\nThe key needs the scope \`${scope}\`.`;
}

function parametersIn(place: 'path' | 'query', { components }: Context, schema: unknown): readonly JsonObject[] {
  if (!isObject(schema)) return [];
  const required: Json = toJsonObject(schema)['required'] ?? [];
  return Object.entries(objectAt(schema, 'properties')).map(([name, property]) => {
    const { description, examples, ...rest } = isObject(property) ? components.use(property) : {};
    const isRequired = Array.isArray(required) && required.includes(name) && rest['default'] === undefined;
    return {
      name,
      in: place,
      required: isRequired,
      ...(description === undefined ? {} : { description }),
      schema: rest,
      ...(Array.isArray(examples) ? { example: examples[0] ?? null } : {}),
    };
  });
}

function requestBody(
  { components }: Context,
  { schema, operation }: DescribedRoute,
  examples: Examples | undefined,
): JsonObject | undefined {
  const given = examples === undefined ? {} : { examples };
  if (operation.form !== undefined) {
    const form = components.use(operation.form);
    return { required: true, content: { 'multipart/form-data': { schema: form, ...given } } };
  }
  const { body, isRequired } = bodyOf(schema.body);
  if (body === undefined) return undefined;
  return { required: isRequired, content: { 'application/json': { schema: components.use(body), ...given } } };
}

/** A body is described by its name; one that may be `null` may as well be left out. A nameless one says there is none. */
function bodyOf(schema: unknown): { readonly body: JsonObject | undefined; readonly isRequired: boolean } {
  const whole = isObject(schema) ? toJsonObject(schema) : {};
  const choices = whole['anyOf'];
  const isOptional = Array.isArray(choices) && choices.some((one: Json) => isObject(one) && one['type'] === 'null');
  const body: Json = isOptional ? (choices[0] ?? null) : whole;
  return { body: isObject(body) && 'title' in body ? body : undefined, isRequired: !isOptional };
}

function successes(context: Context, route: DescribedRoute, examples: Examples | undefined): JsonObject {
  const declared = isObject(route.schema.response) ? route.schema.response : {};
  const bodies = { ...declared, ...route.operation.answers };
  return Object.fromEntries(
    Object.entries(bodies)
      .filter(([status]) => Number(status) < 400)
      .map(([status, schema]) => [status, success(context, route, { status, schema, examples })]),
  );
}

function success(
  { components }: Context,
  { operation }: DescribedRoute,
  { status, schema, examples }: { status: string; schema: unknown; examples: Examples | undefined },
): JsonObject {
  const headers = answerHeaders(operation.answerHeaders ?? []);
  if (status === '204' || !isObject(schema)) return { description: 'Done; there is no body.', headers };
  const body = { schema: components.use(schema), ...(examples === undefined ? {} : { examples }) };
  return { description: DESCRIPTIONS[status] ?? 'Done.', headers, content: { 'application/json': body } };
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  '200': 'What was asked for.',
  '201': 'Kept; this is what was made of it.',
  '202': 'Accepted, and queued.',
};
