import type { GenerationDeps } from './deps.ts';

type PickDeps = Pick<GenerationDeps, 'registry' | 'catalogue' | 'gates'>;

/** The engine a new task of this model waits for: the first of its route that can buy, else the first. */
export function pickEngine(deps: PickDeps, model: string): string {
  const route = routeOf(deps, model);
  return (
    route.find((id) => deps.gates.isUsable(id)) ?? route[0] ?? deps.registry.engineFor(descriptorOf(deps, model)).id
  );
}

/** The next engine of the model's route that has not been tried: one that can buy, else one that may later. */
export function nextEngine(deps: PickDeps, model: string, tried: ReadonlySet<string>): string | undefined {
  const untried = routeOf(deps, model).filter((id) => !tried.has(id));
  return untried.find((id) => deps.gates.isUsable(id)) ?? untried[0];
}

function routeOf(deps: PickDeps, model: string): readonly string[] {
  return deps.registry.routeOf(descriptorOf(deps, model)).map(({ id }) => id);
}

function descriptorOf({ catalogue }: PickDeps, model: string) {
  return catalogue.get(model).descriptor;
}
