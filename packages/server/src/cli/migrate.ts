import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import type { Session } from './session.ts';

/** Adds `migrate`. */
export function addMigrate(program: Command, session: Session): void {
  program
    .command('migrate')
    .description("bring the store's schema up to date, with no server running (serve does it by itself)")
    .option('--data <folder>', 'the data folder (default RIVYA_DATA_DIR or .rivya)')
    .action((options: { data?: string }) => migrate(session, options));
}

async function migrate({ output }: Session, flags: { data?: string }): Promise<void> {
  const config = readConfig(undefined, flags);
  const { migrateStore } = await import('../main.ts');
  const steps = await migrateStore(config);
  output.result({ data_dir: config.dataDir, steps }, () =>
    steps.length === 0
      ? `The schema in ${config.dataDir} is up to date.`
      : [...steps.map((step) => `ran ${step}`), `The schema in ${config.dataDir} is up to date now.`].join('\n'),
  );
}
