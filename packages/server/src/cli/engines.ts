import type { Command } from 'commander';
import type { AdminEngine } from '../admin/client.ts';
import { moment, table } from './format.ts';
import type { Session } from './session.ts';

/** Adds `engines` and `engines resume`. */
export function addEngines(program: Command, session: Session): void {
  const engines = program
    .command('engines')
    .description('what makes the pictures, and how its upstream credentials stand')
    .action(() => listEngines(session));
  engines
    .command('resume')
    .description('use stopped or paused credentials again at once, such as after a bill was paid')
    .argument('<engine>', 'id of the engine')
    .option('--credential <name>', 'only this one (default all of the engine)')
    .action((engine: string, options: { credential?: string }) => resumeEngine(session, engine, options.credential));
}

async function listEngines({ admin, output }: Session): Promise<void> {
  const engines = await admin().listEngines();
  output.result({ object: 'list', data: engines }, () => tableOf(engines));
}

async function resumeEngine({ admin, output }: Session, id: string, credential: string | undefined): Promise<void> {
  const engine = await admin().resumeEngine(id, credential);
  output.result(engine, () => tableOf([engine]));
}

type Credential = AdminEngine['credentials'][number];

function tableOf(engines: readonly AdminEngine[]): string {
  const rows = engines.flatMap(({ id, models, credentials }) => {
    const start = [id, models.length === 0 ? '(no route)' : models.join(', ')];
    if (credentials.length === 0) return [[...start, '-', 'open', '-', '-']];
    return credentials.map((credential) => [...start, credential.name, ...standingOf(credential)]);
  });
  return table(['ENGINE', 'MODELS', 'CREDENTIAL', 'STATE', 'TASKS', 'MESSAGE'], rows, [4]);
}

/** A credential whose pause is over is open again once its next task was accepted. */
function standingOf({ state, paused_until: until, tasks_in_process: tasks, message }: Credential): readonly string[] {
  const isTried = until === null && state !== 'open';
  const standing = until === null ? state : `${state} until ${moment(until)}`;
  return [isTried ? `${state}, trying again` : standing, String(tasks), message ?? '-'];
}
