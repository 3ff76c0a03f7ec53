import type { Catalogue, ModelDescriptor, ParamDescriptor, ReferencePolicy } from '../../catalogue/index.ts';
import { FILE_KINDS } from '../../catalogue/index.ts';
import type { Components } from './components.ts';
import { type JsonObject, objectAt } from './json.ts';
import { defineReferenceItems, referenceItem } from './reference-items.ts';

/** The schemas the catalogue decides: the ids, and a request and its params for every model. */
export function defineModelSchemas(components: Components, catalogue: Catalogue, body: JsonObject): void {
  const descriptors = catalogue.list().map(({ descriptor }) => descriptor);
  defineReferenceItems(components, descriptors);
  const ids = descriptors.map(({ id }) => id);
  components.define('ModelId', { type: 'string', enum: ids, description: 'The id of a model of this server.' });
  const { model: _model, prompt: _prompt, params: _params, ...rest } = objectAt(body, 'properties');
  const shared = components.useEach(rest);
  const requests = descriptors.map((descriptor) => {
    const name = componentName(descriptor.id);
    components.define(`${name}Params`, paramsSchema(descriptor));
    components.define(`${name}Request`, requestSchema(descriptor, shared));
    return { id: descriptor.id, $ref: `#/components/schemas/${name}Request` };
  });
  components.define('GenerationRequest', {
    description: 'What to make: the model, and what that model takes. Fields and keys that are not listed are refused.',
    oneOf: requests.map(({ $ref }) => ({ $ref })),
    discriminator: { propertyName: 'model', mapping: Object.fromEntries(requests.map(({ id, $ref }) => [id, $ref])) },
  });
}

/** `wan-2-7-image-pro` becomes `Wan2_7ImagePro`: a name in every language, and different for different ids. */
export function componentName(modelId: string): string {
  return modelId
    .replaceAll('.', '-dot-')
    .replace(/(\d)-(?=\d)/g, '$1_')
    .split('-')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('');
}

/** `shared` is what every model takes beside its own. */
function requestSchema(descriptor: ModelDescriptor, shared: JsonObject): JsonObject {
  const { id, displayName, prompt, billing, params } = descriptor;
  const needsParams = params.some(isNeeded);
  return {
    title: displayName,
    description: `A generation with ${displayName}. It costs ${billing.baseCredits} credits.`,
    type: 'object',
    additionalProperties: false,
    required: ['model', ...(prompt.isRequired ? ['prompt'] : []), ...(needsParams ? ['params'] : [])],
    properties: {
      model: { type: 'string', const: id, description: 'The id of the model.' },
      prompt: promptSchema(descriptor),
      params: needsParams ? paramsReference(id) : { anyOf: [paramsReference(id), { type: 'null' }] },
      ...shared,
    },
    'x-base-credits': billing.baseCredits,
    'x-billing-type': billing.type,
  };
}

function paramsReference(modelId: string): JsonObject {
  return { $ref: `#/components/schemas/${componentName(modelId)}Params` };
}

function promptSchema({ prompt }: ModelDescriptor): JsonObject {
  const description = `What to make, in words: up to ${prompt.charactersMax} characters (Unicode code points)`;
  return prompt.isRequired
    ? {
        type: 'string',
        minLength: 1,
        maxLength: prompt.charactersMax,
        pattern: '\\S',
        description: `${description}, not blank.`,
      }
    : { type: ['string', 'null'], maxLength: prompt.charactersMax, description: `${description}.` };
}

function paramsSchema({ displayName, params, referenceMedia, sizes }: ModelDescriptor): JsonObject {
  const ratioNote = referenceMedia === null ? '' : WITH_REFERENCES;
  const properties = params.map((param) => [
    param.key,
    paramSchema(param, param.key === sizes.ratioParam ? ratioNote : ''),
  ]);
  const required = params.filter(isNeeded).map(({ key }) => key);
  return {
    title: `${displayName}: params`,
    description:
      'Values out of range are refused, not cut to it. An explicit `null` says the same as leaving a key out.',
    type: 'object',
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
    properties: {
      ...Object.fromEntries(properties),
      ...(referenceMedia === null ? {} : { referenceMediaItems: referencesSchema(referenceMedia) }),
    },
  };
}

const WITH_REFERENCES =
  ' With reference files and without this key the picture follows the ratio of the last one; the default counts ' +
  'without references.';

/** Whether a request without the key is refused. */
function isNeeded(param: ParamDescriptor): boolean {
  return param.isRequired === true && param.default === undefined;
}

function paramSchema(param: ParamDescriptor, note: string): JsonObject {
  const isNullable = !isNeeded(param);
  const described = {
    description: `${param.description}${/[.!?]$/.test(param.description) ? '' : '.'}${note}`,
    ...(param.default === undefined ? {} : { default: param.default }),
  };
  switch (param.type) {
    case 'select':
      return { ...selectTypes(param.options, isNullable), ...described };
    case 'number':
      return {
        type: orNull(isWhole(param.step, param.min) ? 'integer' : 'number', isNullable),
        ...rangeOf(param),
        ...described,
      };
    default:
      return { type: orNull('string', isNullable), maxLength: param.max, ...described };
  }
}

/** A select of `false` and `true` also takes the booleans. */
function selectTypes(options: readonly string[], isNullable: boolean): JsonObject {
  const isSwitch = options.length === 2 && options.includes('false') && options.includes('true');
  const types = ['string', ...(isSwitch ? ['boolean'] : []), ...(isNullable ? ['null'] : [])];
  return {
    type: types.length === 1 ? 'string' : types,
    enum: [...options, ...(isSwitch ? [false, true] : []), ...(isNullable ? [null] : [])],
  };
}

/** JSON Schema counts steps from 0: steps from elsewhere, and those binary numbers only come near, are said beside it. */
function rangeOf({ min, max, step }: { min?: number; max?: number; step?: number }): JsonObject {
  return {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(step !== undefined && isExact(step) && (min ?? 0) % step === 0 ? { multipleOf: step } : {}),
    ...(step === undefined ? {} : { 'x-step': step }),
  };
}

const EXACT = 2 ** 20;

function isExact(step: number): boolean {
  return Number.isInteger(step * EXACT);
}

function isWhole(step: number | undefined, min = 0): boolean {
  return step !== undefined && Number.isInteger(step) && Number.isInteger(min);
}

function orNull(type: string, isNullable: boolean): string | readonly string[] {
  return isNullable ? [type, 'null'] : type;
}

function referencesSchema(policy: ReferencePolicy): JsonObject {
  const kinds = FILE_KINDS.flatMap((kind) => {
    const accepted = policy.kinds[kind];
    return accepted === undefined ? [] : [{ kind, accepted }];
  });
  const items = kinds.map(({ kind }) => referenceItem(kind, policy));
  const [only] = items;
  const limits = kinds.map(
    ({ kind, accepted }) => `${kind}: up to ${accepted.maxMb} MB each, ${accepted.mimeTypes.join(', ')}`,
  );
  return {
    type: ['array', 'null'],
    maxItems: policy.maxFiles,
    items: items.length === 1 && only !== undefined ? only : { oneOf: items },
    description: `${policy.rule} Files of your own on this server, uploads or results (${limits.join('; ')}).`,
    'x-accepted-files': Object.fromEntries(
      kinds.map(({ kind, accepted }) => [kind, { max_mb: accepted.maxMb, mime_types: accepted.mimeTypes }]),
    ),
  };
}
