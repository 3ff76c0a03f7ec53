import { type Catalogue, modelView } from '../../../catalogue/index.ts';
import { toJsonObject } from '../json.ts';
import type { OperationExamples } from './examples.ts';

// Linters take an entry of `params`, which has a `type` and a `default`, for a schema that makes no sense.
const SHORTENED = 'Shortened: the entries of `params` are left out. ModelParam says what they hold.';

/** What the two routes for models answer: the models themselves. */
export function modelExamples(catalogue: Catalogue): Readonly<Record<string, OperationExamples>> {
  const views = catalogue.list().map(({ descriptor }) => toJsonObject({ ...modelView(descriptor, []), params: [] }));
  const [first] = views;
  if (first === undefined) return {};
  const list = { object: 'list', data: views };
  return {
    listModels: { answer: { models: { summary: 'All models', description: SHORTENED, value: list } } },
    retrieveModel: { answer: { model: { summary: 'One model', description: SHORTENED, value: first } } },
  };
}
