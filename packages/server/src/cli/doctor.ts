import type { Command } from 'commander';
import type { DoctorFlags, Finding } from './doctor-checks.ts';
import { CliError } from './failure.ts';
import type { Session } from './session.ts';

/** Adds `doctor`. */
export function addDoctor(program: Command, session: Session): void {
  program
    .command('doctor')
    .description('look for what keeps the server from working here; exit code 1 when something does')
    .option('--data <folder>', 'the data folder (default RIVYA_DATA_DIR or .rivya)')
    .option('--online', 'ask each upstream whether it takes the keys; free, nothing is made')
    .action((flags: DoctorFlags) => doctor(session, flags));
}

async function doctor(session: Session, flags: DoctorFlags): Promise<void> {
  const { output } = session;
  // Loads the model catalogue and its schemas, which no other command needs and --help would wait for.
  const { examine } = await import('./doctor-checks.ts');
  const findings: Finding[] = [];
  for await (const finding of examine(session, flags)) {
    findings.push(finding);
    output.line(lineOf(finding));
  }
  const failed = findings.filter(({ state }) => state === 'fail').length;
  if (output.isJson) output.result({ ok: failed === 0, checks: findings }, () => '');
  if (failed > 0) throw new CliError('doctor_failed', `${failed} of ${findings.length} checks failed.`);
}

function lineOf({ state, check, message, advice }: Finding): string {
  const line = `${state.padEnd(4)}  ${check.padEnd(12)}  ${message}`;
  return advice === undefined ? line : `${line}\n${' '.repeat(20)}→ ${advice}`;
}
