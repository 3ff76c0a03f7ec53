import type { Command } from 'commander';
import { count, grouped, moment, table } from './format.ts';
import type { Session } from './session.ts';

/** Adds `accounts create` and `accounts list`. */
export function addAccounts(program: Command, session: Session): void {
  const accounts = program.command('accounts').description('accounts: who owns keys, credits, files and tasks');
  accounts
    .command('create')
    .description('open an account; it starts at 0 credits')
    .argument('<name>', 'unique, 1 to 64 characters')
    .action((name: string) => createAccount(session, name));
  accounts
    .command('list')
    .description('all accounts with their balances, the oldest first')
    .action(() => listAccounts(session));
}

async function createAccount({ admin, output }: Session, name: string): Promise<void> {
  const account = await admin().createAccount(name);
  output.result(
    account,
    () => `Account ${account.name} is ${account.id}, with ${count(account.current_credits, 'credit')}.`,
  );
}

async function listAccounts({ admin, output }: Session): Promise<void> {
  const accounts = await admin().listAccounts();
  output.result({ object: 'list', data: accounts }, () => {
    if (accounts.length === 0) return 'There are no accounts.';
    const rows = accounts.map((account) => [
      account.id,
      account.name,
      grouped(account.current_credits),
      grouped(account.held_credits),
      moment(account.created_at),
    ]);
    return table(['ID', 'NAME', 'CREDITS', 'HELD', 'CREATED'], rows, [2, 3]);
  });
}
