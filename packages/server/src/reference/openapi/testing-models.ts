import type { Catalogue, modelView } from '../../catalogue/index.ts';
import type { OpenApiDocument } from './index.ts';
import { isObject, type Json, objectAt } from './json.ts';
import { componentName } from './model-schemas.ts';
import { at, objectIn } from './testing.ts';

/** For tests only: what the description says of a model, in the words of `GET /api/v1/models`. */
export function saidByDescription(document: OpenApiDocument, id: string) {
  const request = objectIn(document, document.components, 'schemas', `${componentName(id)}Request`);
  const params = objectIn(document, document.components, 'schemas', `${componentName(id)}Params`);
  const { referenceMediaItems: references, ...own } = objectAt(params, 'properties');
  const needed = params['required'] ?? [];
  return {
    id: at(request, 'properties', 'model', 'const'),
    base_credits: at(request, 'x-base-credits'),
    billing_type: at(request, 'x-billing-type'),
    max_prompt_length: at(request, 'properties', 'prompt', 'maxLength'),
    params: Object.entries(own).map(([key, schema]) => paramOf(key, schema, needed)),
    reference_media: references === undefined ? null : referencesOf(references),
  };
}

function paramOf(key: string, schema: Json, needed: Json) {
  const types = [at(schema, 'type')].flat();
  const part = (name: string) => (isObject(schema) ? (schema[name] ?? null) : null);
  const values = part('enum');
  return {
    key,
    type: Array.isArray(values) ? 'select' : types.includes('string') ? 'text' : 'number',
    required: Array.isArray(needed) && needed.includes(key),
    default: part('default'),
    min: part('minimum'),
    max: part('maximum') ?? part('maxLength'),
    step: part('x-step'),
    options: Array.isArray(values) ? values.filter((value: Json) => typeof value === 'string') : null,
  };
}

function referencesOf(schema: Json) {
  const [rule = ''] = String(at(schema, 'description')).split(' Files of your own');
  return { rule, max_files: at(schema, 'maxItems'), kinds: at(schema, 'x-accepted-files') };
}

/** For tests only: the same facts out of what `/models` answers. */
export function saidByModel(view: ReturnType<typeof modelView>) {
  const { id, base_credits, billing_type, max_prompt_length, params, reference_media } = view;
  const facts = params.map(({ description: _description, ...param }) => param);
  return { id, base_credits, billing_type, max_prompt_length, params: facts, reference_media };
}

/** For tests only: whether the model takes a body, as far as that can be judged without looking at files. */
export function isTaken(catalogue: Catalogue, id: string, body: { prompt?: unknown; params?: unknown }): boolean {
  try {
    catalogue.get(id).parse(body);
    return true;
  } catch {
    return false;
  }
}
