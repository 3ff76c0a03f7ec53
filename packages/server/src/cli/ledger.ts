import type { Command } from 'commander';
import { CliError } from './failure.ts';
import { grouped } from './format.ts';
import type { Session } from './session.ts';

const PROBLEMS_PRINTED = 50;

/** Adds `ledger verify`. */
export function addLedger(program: Command, session: Session): void {
  program
    .command('ledger')
    .description('the ledger of all accounts')
    .command('verify')
    .description('prove that balances, reservations and tasks agree; exit code 1 when they do not')
    .action(() => verifyLedger(session));
}

async function verifyLedger({ admin, output }: Session): Promise<void> {
  const report = await admin().verifyLedger();
  const { accounts, entries, generations } = report.checked;
  const looked = `Looked at: wallets ${grouped(accounts)}, entries ${grouped(entries)}, tasks ${grouped(generations)}.`;
  output.result(report, () => {
    if (report.ok) return `The ledger verifies. ${looked}`;
    const shown = report.problems.slice(0, PROBLEMS_PRINTED).map(({ message }) => `- ${message}`);
    const rest = report.problem_count - shown.length;
    return [...shown, ...(rest > 0 ? [`… and ${grouped(rest)} more; --json prints them.`] : []), looked].join('\n');
  });
  if (!report.ok) throw new CliError('ledger_broken', `The ledger is broken: ${problems(report.problem_count)} found.`);
}

function problems(found: number): string {
  return found === 1 ? '1 problem was' : `${grouped(found)} problems were`;
}
