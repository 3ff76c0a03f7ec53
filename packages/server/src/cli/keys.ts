import type { Command } from 'commander';
import type { AdminKey } from '../admin/client.ts';
import { commaSeparated, durationSeconds } from './arguments.ts';
import { moment, table } from './format.ts';
import type { Session } from './session.ts';

type NewKeyOptions = { account: string; name?: string; scopes?: readonly string[]; expires?: number };

/** Adds `keys create`, `keys list` and `keys revoke`. */
export function addKeys(program: Command, session: Session): void {
  const keys = program.command('keys').description('API keys: what an application calls the API with');
  keys
    .command('create')
    .description('make a key; its secret is shown this once')
    .requiredOption('--account <account>', 'id or name of the account')
    .option('--name <name>', 'what the key is for (default "default")')
    .option('--scopes <scopes>', 'what it may do, such as models:read,generations:create (default all)', commaSeparated)
    .option('--expires <duration>', 'how long it is valid, such as 12h or 90d (default forever)', durationSeconds)
    .action((options: NewKeyOptions) => createKey(session, options));
  keys
    .command('list')
    .description('all keys, the oldest first')
    .option('--account <account>', 'only those of one account, by id or name')
    .action((options: { account?: string }) => listKeys(session, options.account));
  keys
    .command('revoke')
    .description('end a key at once and for good')
    .argument('<id>', 'id of the key, key_…')
    .action((id: string) => revokeKey(session, id));
}

async function createKey({ admin, output }: Session, options: NewKeyOptions): Promise<void> {
  const { account, name, scopes, expires } = options;
  const key = await admin().createKey({ account, name, scopes, expires_in_seconds: expires });
  output.result(
    key,
    () =>
      `${key.secret}\n\nThis is the only time the secret is shown. ` +
      `The key is ${key.id}, ${key.expires_at === null ? 'valid until revoked' : `valid until ${moment(key.expires_at)}`}.`,
  );
}

async function listKeys({ admin, output }: Session, account: string | undefined): Promise<void> {
  const keys = await admin().listKeys(account);
  output.result({ object: 'list', data: keys }, () => {
    if (keys.length === 0) return 'There are no keys.';
    const rows = keys.map((key) => [key.id, key.account_id, key.name, key.prefix, stateOf(key), scopesOf(key)]);
    return table(['ID', 'ACCOUNT', 'NAME', 'PREFIX', 'STATE', 'SCOPES'], rows);
  });
}

async function revokeKey({ admin, output }: Session, id: string): Promise<void> {
  const key = await admin().revokeKey(id);
  output.result(key, () => `${key.id} (${key.name}) is revoked since ${moment(key.revoked_at)}.`);
}

function stateOf({ revoked_at: revokedAt, expires_at: expiresAt }: AdminKey): string {
  if (revokedAt !== null) return `revoked ${moment(revokedAt)}`;
  if (expiresAt === null) return 'valid';
  return Date.parse(expiresAt) > Date.now() ? `until ${moment(expiresAt)}` : `expired ${moment(expiresAt)}`;
}

const SCOPES_ALL = 9;

function scopesOf({ scopes }: AdminKey): string {
  return scopes.length === SCOPES_ALL ? 'all' : scopes.join(',');
}
