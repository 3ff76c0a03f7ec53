import type { GateState } from './credential-gate.ts';
import type { GenerationDeps } from './deps.ts';
import { loadsOf } from './gates.ts';
import { makeAllDue } from './queue-store.ts';

/** An engine as its operator sees it. Times are milliseconds since 1970. */
export type EngineState = {
  readonly id: string;
  /** The models whose route it is in. */
  readonly models: readonly string[];
  readonly credentials: readonly {
    readonly name: string;
    readonly state: GateState;
    readonly pausedUntilMs: number | null;
    /** Being prepared, submitted or made now. */
    readonly tasksInProcess: number;
    /** What the upstream last said, while it is not open. */
    readonly message: string | null;
  }[];
};

type EngineDeps = Pick<GenerationDeps, 'db' | 'registry' | 'catalogue' | 'gates'>;

/** Every engine of this process with the state of its credentials. */
export async function readEngines(deps: EngineDeps): Promise<readonly EngineState[]> {
  const models = deps.catalogue.list();
  return await Promise.all(
    deps.registry.engines.map(async ({ id }) => {
      const loads = await loadsOf(deps.db.read, id);
      return {
        id,
        models: models.flatMap((model) =>
          deps.registry.routeOf(model.descriptor).some((engine) => engine.id === id) ? [model.id] : [],
        ),
        credentials: deps.gates.of(id).map((gate) => ({
          name: gate.credential.name,
          state: gate.state,
          pausedUntilMs: gate.pausedUntilMs ?? null,
          tasksInProcess: loads.get(gate.credential.name)?.open ?? 0,
          message: gate.message ?? null,
        })),
      };
    }),
  );
}

/**
 * Ends the pauses of an engine's credentials, or of one of them, at once, and asks for what was made with them meanwhile.
 * False when there is no such thing.
 */
export async function resumeEngine(
  deps: EngineDeps & Pick<GenerationDeps, 'clock' | 'wake'>,
  engineId: string,
  credential: string | undefined,
): Promise<boolean> {
  const all = deps.gates.of(engineId);
  const gates = all.filter((gate) => credential === undefined || gate.credential.name === credential);
  if (gates.length === 0) return false;
  for (const gate of gates) gate.resume();
  await deps.db.transaction((tx) => makeAllDue(tx, engineId, deps.clock.now()));
  deps.wake(engineId);
  return true;
}
