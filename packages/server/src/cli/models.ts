import type { Command } from 'commander';
import { grouped, table } from './format.ts';
import type { Session } from './session.ts';

/** Adds `models`. */
export function addModels(program: Command, session: Session): void {
  program
    .command('models')
    .description('what the server can make, and for how much')
    .action(() => listModels(session));
}

async function listModels({ useApi, output }: Session): Promise<void> {
  const list = await useApi({ isPublic: true }, async ({ client, signal }) => await client.models.list({ signal }));
  const models = list.data;
  output.result(list, () => {
    const rows = models.map((model) => [
      model.id,
      model.display_name,
      grouped(model.base_credits),
      model.supported_modes.join(', '),
      grouped(model.max_prompt_length),
    ]);
    const notices = new Set(models.flatMap((model) => model.notices));
    return [
      table(['ID', 'NAME', 'CREDITS', 'MODES', 'PROMPT MAX'], rows, [2, 4]),
      ...[...notices].map((notice) => `\n${notice}`),
    ].join('\n');
  });
}
