import { invalid } from '../platform/http/errors.ts';
import type { Credits } from '../platform/units.ts';
import { checkDescriptor } from './check-descriptor.ts';
import type { ModelDescriptor, Size } from './descriptor.ts';
import { gotValue } from './got-value.ts';
import type { ParsedInput } from './input.ts';
import { builtInModels } from './models/built-in.ts';
import { parseInput } from './parse-input.ts';
import { pickSize } from './pick-size.ts';

const IDS_IN_MESSAGE_MAX = 20;

/** A model that can be asked for: its public facts and what follows from them. */
export interface Model {
  readonly descriptor: ModelDescriptor;
  readonly id: string;
  /** Throws `validation_failed` listing every problem with its path. */
  parse(request: { prompt?: unknown; params?: unknown }): ParsedInput;
  price(input: ParsedInput): Credits;
  /** In pixels. `lastReference` counts when references were given and no ratio. */
  size(input: ParsedInput, lastReference: Size | undefined): Size;
}

export interface Catalogue {
  /** Throws `validation_failed` with the path `model` when there is no such model. */
  get(id: string): Model;
  find(id: string): Model | undefined;
  list(): readonly Model[];
}

/** Makes the catalogue of these models. Throws at start-up when a descriptor makes no sense or an id comes twice. */
export function createCatalogue(descriptors: readonly ModelDescriptor[] = builtInModels): Catalogue {
  const models = new Map<string, Model>();
  for (const descriptor of descriptors) {
    checkDescriptor(descriptor);
    if (models.has(descriptor.id)) throw new Error(`The model ${descriptor.id} is described twice.`);
    models.set(descriptor.id, createModel(descriptor));
  }
  const list = [...models.values()];
  return {
    get(id) {
      const model = models.get(id);
      if (model === undefined) throw unknownModel(id, [...models.keys()]);
      return model;
    },
    find: (id) => models.get(id),
    list: () => list,
  };
}

function createModel(descriptor: ModelDescriptor): Model {
  return {
    descriptor,
    id: descriptor.id,
    parse: (request) => parseInput(descriptor, request),
    price: () => descriptor.billing.baseCredits,
    size: (input, lastReference) => pickSize(descriptor.sizes, input.params, lastReference),
  };
}

function unknownModel(id: string, ids: readonly string[]) {
  const more = ids.length > IDS_IN_MESSAGE_MAX ? ` and ${ids.length - IDS_IN_MESSAGE_MAX} more` : '';
  const available = `available: ${ids.slice(0, IDS_IN_MESSAGE_MAX).join(', ')}${more}`;
  const problem = id.endsWith('-chat')
    ? 'is a chat model, and this route serves no chat models'
    : 'is not a model here';
  return invalid([{ path: 'model', message: `${gotValue(id)} ${problem}; ${available}.` }]);
}
