import type { GateState } from './credential-gate.ts';
import type { GenerationDeps } from './deps.ts';
import { amendReport, type GateReport, readReports, reportOf } from './gate-reports.ts';
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

/** Every engine of the settings with the state of its credentials. */
export async function readEngines(deps: EngineDeps): Promise<readonly EngineState[]> {
  const models = deps.catalogue.list();
  // Where several processes share the store, another one may do the work and know how things stand.
  const reports: ReadonlyMap<string, readonly GateReport[]> =
    deps.db.kind === 'postgres' ? await readReports(deps.db.read) : new Map();
  return await Promise.all(
    deps.registry.engines.map(async ({ id }) => {
      const loads = await loadsOf(deps.db.read, id);
      return {
        id,
        models: models.flatMap((model) =>
          deps.registry.routeOf(model.descriptor).some((engine) => engine.id === id) ? [model.id] : [],
        ),
        credentials: deps.gates.of(id).map((gate) => {
          const { name } = gate.credential;
          const report = reports.get(id)?.find((one) => one.name === name) ?? reportOf(gate);
          return { ...report, tasksInProcess: loads.get(name)?.open ?? 0 };
        }),
      };
    }),
  );
}

/**
 * Ends the pauses of an engine's credentials, or of one of them, at once, and asks for what was made with them meanwhile.
 * False when there is no such thing.
 */
export async function resumeEngine(
  deps: EngineDeps & Pick<GenerationDeps, 'clock' | 'wake' | 'resumed'>,
  engineId: string,
  credential: string | undefined,
): Promise<boolean> {
  const gates = deps.gates.of(engineId).filter(({ credential: { name } }) => name === (credential ?? name));
  if (gates.length === 0) return false;
  resumeGates(deps, engineId, credential);
  await deps.db.transaction(async (tx) => {
    await makeAllDue(tx, engineId, deps.clock.now());
    // This process may do none of the engine's work, and knows no more of it than what it just ended.
    if (deps.db.kind === 'postgres') await amendReport(tx, engineId, gates.map(reportOf));
  });
  deps.resumed(engineId, credential);
  deps.wake(engineId);
  return true;
}

/** Ends the pauses of an engine's credentials, or of one of them, in this process. */
export function resumeGates(
  deps: Pick<GenerationDeps, 'gates'>,
  engineId: string,
  credential: string | undefined,
): void {
  for (const gate of deps.gates.of(engineId)) {
    if (credential === undefined || gate.credential.name === credential) gate.resume();
  }
}
