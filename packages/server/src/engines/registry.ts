import type { ModelDescriptor } from '../catalogue/index.ts';
import type { Engine } from './engine.ts';

/** An engine and which models it can serve. */
export type Offer = { readonly engine: Engine; readonly serves: (model: ModelDescriptor) => boolean };

/** Engine ids by model id, in the order in which they are tried. */
export type Routes = Readonly<Record<string, readonly string[]>>;

/** Joins what is offered to callers with what can make it. */
export interface EngineRegistry {
  readonly engines: readonly Engine[];
  /** The engines that may serve a model, the preferred one first. Throws when there is none, which `createRegistry` has ruled out. */
  routeOf(model: ModelDescriptor): readonly Engine[];
  /** The first of the route. */
  engineFor(model: ModelDescriptor): Engine;
  byId(engineId: string): Engine | undefined;
  noticesOf(model: ModelDescriptor): readonly string[];
  close(): Promise<void>;
}

/**
 * A model's route is the given one, else all offers that serve it, in order. Free engines, which stand in for real ones,
 * are in a route by themselves or not at all: nothing is silently made by them. Throws at start-up when two engines share
 * an id, a route names one that is unknown or does not serve the model, or a model is left without an engine: better no
 * server than one that takes money for what nobody makes.
 */
export function createRegistry(
  offers: readonly Offer[],
  models: readonly ModelDescriptor[],
  routes: Routes = {},
): EngineRegistry {
  const engines = offers.map(({ engine }) => engine);
  const byId = new Map(engines.map((engine) => [engine.id, engine]));
  if (byId.size !== engines.length) throw new Error('Two engines have the same id.');
  const byModel = new Map(models.map((model) => [model.id, makeRoute(offers, model, routes[model.id])]));
  const routeOf = (model: ModelDescriptor) => byModel.get(model.id) ?? makeRoute(offers, model, routes[model.id]);
  const engineFor = (model: ModelDescriptor): Engine => {
    const [first] = routeOf(model);
    if (first === undefined) throw new Error(`No engine serves the model ${model.id}.`);
    return first;
  };
  for (const model of models) engineFor(model);
  return {
    engines,
    routeOf,
    engineFor,
    byId: (engineId) => byId.get(engineId),
    noticesOf: (model) => engineFor(model).notices,
    close: async () => void (await Promise.all(engines.map((engine) => engine.close?.()))),
  };
}

function makeRoute(
  offers: readonly Offer[],
  model: ModelDescriptor,
  ids: readonly string[] | undefined,
): readonly Engine[] {
  const serving = offers.filter(({ serves }) => serves(model)).map(({ engine }) => engine);
  if (ids === undefined) {
    const paid = serving.filter(({ isFree }) => isFree !== true);
    return paid.length > 0 ? paid : serving.slice(0, 1);
  }
  return ids.map((id) => {
    const engine = serving.find((one) => one.id === id);
    if (engine === undefined) throw new Error(`The route of ${model.id} names ${id}, which does not serve it.`);
    return engine;
  });
}
