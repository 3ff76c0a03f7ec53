import { type Command, InvalidArgumentError } from 'commander';
import type { AdminWallet } from '../admin/client.ts';
import { wholeNumber } from './arguments.ts';
import { count, grouped, moment, table } from './format.ts';
import type { Session } from './session.ts';

const ACCOUNT = 'id or name of the account';

/** Adds `credits grant`, `credits adjust` and `credits show`. */
export function addCredits(program: Command, session: Session): void {
  const credits = program.command('credits').description('prepaid credits of an account');
  credits
    .command('grant')
    .description('add credits')
    .argument('<account>', ACCOUNT)
    .argument('<amount>', 'whole credits, more than 0', positive)
    .option('--reference <reference>', 'names the payment; the same one never grants twice')
    .option('--note <note>', 'shown in the ledger')
    .action((account: string, amount: number, options: { reference?: string; note?: string }) =>
      grant(session, { account, amount, ...options }),
    );
  credits
    .command('adjust')
    .description('correct a balance by an amount, which may be negative')
    .argument('<account>', ACCOUNT)
    .argument('<amount>', 'whole credits to add, such as 5 or -5', wholeNumber)
    .option('--note <note>', 'shown in the ledger')
    .action((account: string, amount: number, options: { note?: string }) =>
      adjust(session, { account, amount, ...options }),
    );
  credits
    .command('show')
    .description('balance and newest ledger entries')
    .argument('<account>', ACCOUNT)
    .action((account: string) => show(session, account));
}

type Change = { account: string; amount: number; reference?: string; note?: string };

async function grant({ admin, output }: Session, change: Change): Promise<void> {
  const wallet = await admin().grantCredits(change);
  output.result(wallet, () =>
    wallet.replayed
      ? `Nothing added: this reference has granted before. ${balanceOf(wallet)}`
      : `Granted ${count(change.amount, 'credit')}. ${balanceOf(wallet)}`,
  );
}

async function adjust({ admin, output }: Session, change: Change): Promise<void> {
  const wallet = await admin().adjustCredits(change);
  output.result(wallet, () => `Adjusted by ${signed(change.amount)}. ${balanceOf(wallet)}`);
}

async function show({ admin, output }: Session, account: string): Promise<void> {
  const wallet = await admin().showCredits(account);
  output.result(wallet, () => {
    if (wallet.entries.length === 0) return `${balanceOf(wallet)} No entries yet.`;
    const rows = wallet.entries.map((entry) => [
      moment(entry.created_at),
      entry.type,
      signed(entry.amount),
      grouped(entry.balance_after),
      entry.generation_id ?? '-',
      entry.note ?? '-',
    ]);
    const entries = table(['WHEN', 'TYPE', 'AMOUNT', 'BALANCE', 'GENERATION', 'NOTE'], rows, [2, 3]);
    return `${balanceOf(wallet)}\n\n${entries}`;
  });
}

function balanceOf(wallet: AdminWallet): string {
  const held = wallet.held_credits === 0 ? '' : ` and ${count(wallet.held_credits, 'credit')} held`;
  return `${wallet.account_name} has ${count(wallet.current_credits, 'credit')}${held}.`;
}

function signed(amount: number): string {
  return amount > 0 ? `+${grouped(amount)}` : grouped(amount);
}

function positive(text: string): number {
  const amount = wholeNumber(text);
  if (amount <= 0) throw new InvalidArgumentError('It must be more than 0; "credits adjust" takes credits away.');
  return amount;
}
