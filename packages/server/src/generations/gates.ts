import type { Engine, EngineRegistry } from '../engines/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Reader } from '../platform/db/database.ts';
import { selectOpenAttempts } from './attempt-store.ts';
import { CredentialGate, type Load } from './credential-gate.ts';
import { selectInDoubt } from './purchase-store.ts';

/** The gates of all upstream credentials, by engine and name. */
export class Gates {
  readonly #byEngine: ReadonlyMap<string, readonly CredentialGate[]>;

  /** `wake` is told which engine's gates changed: there may be room now. */
  constructor(registry: EngineRegistry, clock: Clock, wake: (engineId: string) => void) {
    this.#byEngine = new Map(
      registry.engines.map(({ id, credentials = [] }) => [
        id,
        credentials.map((credential) => new CredentialGate(credential, clock, () => wake(id))),
      ]),
    );
  }

  /** The gates of an engine; none when it needs no credential. */
  of(engineId: string): readonly CredentialGate[] {
    return this.#byEngine.get(engineId) ?? [];
  }

  find(engineId: string, credential: string): CredentialGate | undefined {
    return this.of(engineId).find((gate) => gate.credential.name === credential);
  }

  /** Whether tasks given to this engine can be expected to be made soon. */
  isUsable(engineId: string): boolean {
    const gates = this.of(engineId);
    return gates.length === 0 || gates.some(({ isUsable }) => isUsable);
  }
}

/**
 * The credentials that may take a task now, one entry per task, at most `limit`: those with the most room first, so that
 * several share the work. An engine without credentials takes any number, each with an empty name.
 */
export async function freeCredentials(
  reader: Reader,
  gates: Gates,
  engine: Engine,
  limit: number,
): Promise<readonly string[]> {
  if (engine.credentials === undefined) return Array.from({ length: Math.max(0, limit) }, () => '');
  const loads = await loadsOf(reader, engine.id);
  await syncDoubts(reader, gates, engine.id);
  const rooms = gates.of(engine.id).map((gate) => {
    const { name } = gate.credential;
    return { name, room: gate.room(loads.get(name) ?? { preparing: 0, open: 0 }) };
  });
  const free: string[] = [];
  while (free.length < limit) {
    const [roomiest] = rooms.sort((left, right) => right.room - left.room);
    if (roomiest === undefined || roomiest.room <= 0) break;
    roomiest.room -= 1;
    free.push(roomiest.name);
  }
  return free;
}

/** What is open at an engine, by credential. */
export async function loadsOf(reader: Reader, engineId: string): Promise<ReadonlyMap<string, Load>> {
  const loads = new Map<string, Load>();
  for (const { credential, state, count } of await selectOpenAttempts(reader, engineId)) {
    const { preparing, open } = loads.get(credential) ?? { preparing: 0, open: 0 };
    const added = Number(count);
    loads.set(credential, { preparing: preparing + (state === 'preparing' ? added : 0), open: open + added });
  }
  return loads;
}

async function syncDoubts(reader: Reader, gates: Gates, engineId: string): Promise<void> {
  const doubts = Map.groupBy(await selectInDoubt(reader, engineId), ({ credential }) => credential);
  for (const gate of gates.of(engineId)) gate.sync((doubts.get(gate.credential.name) ?? []).map(({ id }) => id));
}
