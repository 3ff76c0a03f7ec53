import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addAccounts } from './accounts.ts';
import { addCredits } from './credits.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addEngines } from './engines.ts';
import { addGenerate } from './generate.ts';
import { addIncidents } from './incidents.ts';
import { addKeys } from './keys.ts';
import { addLedger } from './ledger.ts';
import { addMigrate } from './migrate.ts';
import { addModels } from './models.ts';
import { addMove } from './move.ts';
import { addServe } from './serve.ts';
import type { Session } from './session.ts';
import { addWebhooks } from './webhooks.ts';

/** The `rivya` command with all that it understands. Nothing runs before its arguments are parsed. */
export function createProgram(session: Session): Command {
  const program = new Command('rivya')
    .description('A self-hosted server for generative media: one process, one public API.')
    .version(ownVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .option('--json', 'print one JSON value on stdout and nothing else')
    .configureHelp({ showGlobalOptions: true })
    // What went wrong is thrown and told in one place.
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', AFTER_HELP);
  for (const add of COMMANDS) add(program, session);
  return program;
}

const COMMANDS: readonly ((program: Command, session: Session) => void)[] = [
  addDemo,
  addServe,
  addGenerate,
  addModels,
  addWebhooks,
  addAccounts,
  addKeys,
  addCredits,
  addLedger,
  addIncidents,
  addEngines,
  addMigrate,
  addMove,
  addDoctor,
];

const AFTER_HELP = `
Environment:
  RIVYA_URL          where the server is (default http://127.0.0.1:8787)
  RIVYA_API_KEY      the key for generate and webhooks
  RIVYA_ADMIN_TOKEN  for accounts, keys, credits, ledger, incidents and engines; default:
                     the file admin.token in RIVYA_DATA_DIR (default .rivya)

Exit codes: 0 done, 1 failed, 2 not understood, 130 interrupted. Errors go to stderr;
with --json as one line {"error": {"code", "message", ...}}.`;

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const hasVersion = manifest !== null && typeof manifest === 'object' && 'version' in manifest;
  return hasVersion ? String(manifest.version) : 'unknown';
}
