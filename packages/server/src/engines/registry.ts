import type { ModelDescriptor } from '../catalogue/index.ts';
import type { Engine } from './engine.ts';

/** An engine and which models it can serve. */
export type Offer = { readonly engine: Engine; readonly serves: (model: ModelDescriptor) => boolean };

/** Joins what is offered to callers with what can make it. */
export interface EngineRegistry {
  readonly engines: readonly Engine[];
  /** The engine that serves a model. Throws when none does, which `createRegistry` has ruled out for its models. */
  engineFor(model: ModelDescriptor): Engine;
  byId(engineId: string): Engine | undefined;
  noticesOf(model: ModelDescriptor): readonly string[];
  close(): Promise<void>;
}

/**
 * The first offer that serves a model gets it. Throws at start-up when two engines share an id or a model is left
 * without an engine: better no server than one that takes money for what nobody makes.
 */
export function createRegistry(offers: readonly Offer[], models: readonly ModelDescriptor[]): EngineRegistry {
  const engines = offers.map(({ engine }) => engine);
  const byId = new Map(engines.map((engine) => [engine.id, engine]));
  if (byId.size !== engines.length) throw new Error('Two engines have the same id.');
  const engineFor = (model: ModelDescriptor): Engine => {
    const offer = offers.find(({ serves }) => serves(model));
    if (offer === undefined) throw new Error(`No engine serves the model ${model.id}.`);
    return offer.engine;
  };
  for (const model of models) engineFor(model);
  return {
    engines,
    engineFor,
    byId: (engineId) => byId.get(engineId),
    noticesOf: (model) => engineFor(model).notices,
    close: async () => void (await Promise.all(engines.map((engine) => engine.close?.()))),
  };
}
