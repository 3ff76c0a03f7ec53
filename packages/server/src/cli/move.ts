import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type MoveConfig, type MoveFlags, readMoveConfig } from '../config.ts';
import type { MoveProgress, MoveReport } from '../move/index.ts';
import { systemClock } from '../platform/clock.ts';
import { MOVED_FILE } from '../platform/moved-folder.ts';
import { createSecrets } from '../platform/secrets.ts';
import { CliError, EXIT_INTERRUPTED } from './failure.ts';
import { bytes, count, grouped } from './format.ts';
import { Interruption } from './interruption.ts';
import type { Output } from './output.ts';
import { ADMIN_TOKEN_FILE, type Session } from './session.ts';

const SECRET_FILE = 'secret';
const BAR_CELLS = 24;

/** Adds `move`. */
export function addMove(program: Command, session: Session): void {
  program
    .command('move')
    .description('copy an embedded installation, its server stopped, to PostgreSQL and its media to a bucket or folder')
    .requiredOption('--from <folder>', 'the data folder to copy; it is only read, and marked as moved at the end')
    .option('--to <url>', 'an empty database, postgres://user:password@host/name (default RIVYA_DATABASE_URL)')
    .option('--media <place>', 's3://BUCKET, with RIVYA_S3_…, or a folder (default RIVYA_S3_BUCKET; else they stay)')
    .action((flags: MoveFlags) => move(session, flags));
}

async function move({ output }: Session, flags: MoveFlags): Promise<void> {
  const config = readMoveConfig(flags);
  const secrets = secretsOf(config);
  const { moveInstallation } = await import('../move/index.ts');
  const { migrations } = await import('../app.ts');
  using interruption = new Interruption();
  const report = await moveInstallation({
    ...{ ...config, migrations, clock: systemClock, secrets: createSecrets(secrets.values) },
    signal: interruption.signal,
    onProgress: (progress) => output.live(lineOf(progress)),
  }).catch((error: unknown) => {
    if (!interruption.signal.aborted) throw error;
    throw new CliError('interrupted', 'Stopped half-way. The same command goes on from there.', EXIT_INTERRUPTED);
  });
  output.result(toJson(report, secrets), () => textOf(report));
  for (const line of nextSteps(config, report, secrets)) output.line(line);
  warnOfMedia(report, output);
  if (!report.isMarked)
    output.warn(`${config.from} could not be marked as moved: see that no server is started on it.`);
  if (secrets.isInDoubt) {
    output.warn(
      `RIVYA_SECRET is not what ${join(config.from, SECRET_FILE)} holds: set the one the server there ran with.`,
    );
  }
}

type SecretChoice = {
  /** Never printed. */
  readonly values: readonly string[];
  /** Where the operator finds what `RIVYA_SECRET` must be. */
  readonly source: 'environment' | 'file';
  /** The data folder holds another one than the environment. */
  readonly isInDoubt: boolean;
};

/** The secret that the server there has used: signatures and sealed texts are of no use without it. */
function secretsOf({ from, secrets }: MoveConfig): SecretChoice {
  const kept = readSecretFile(from);
  if (secrets !== undefined) {
    const isInDoubt = kept !== undefined && !secrets.includes(kept);
    return { values: secrets, source: 'environment', isInDoubt };
  }
  if (kept !== undefined) return { values: [kept], source: 'file', isInDoubt: false };
  const message = `There is no ${join(from, SECRET_FILE)}: set RIVYA_SECRET as the server there had it.`;
  throw new CliError('secret_missing', message);
}

function readSecretFile(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, SECRET_FILE), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function lineOf({ part, name, done, total }: MoveProgress): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const cells = Math.round(share * BAR_CELLS);
  const bar = `[${'='.repeat(cells)}${' '.repeat(BAR_CELLS - cells)}]`;
  const verb = part === 'checks' ? 'checking' : 'copying';
  return `${bar} ${Math.floor(share * 100)} %  ${verb} ${name}, ${grouped(done)} of ${grouped(total)}`;
}

function toJson({ database, wasCopied, tables, ledger, media, isMarked }: MoveReport, { source }: SecretChoice) {
  return {
    database,
    was_copied: wasCopied,
    tables: Object.fromEntries(tables.map(({ name, rows }) => [name, rows])),
    ledger,
    media:
      media === undefined
        ? null
        : {
            place: media.place,
            files: media.files,
            copied: media.copied,
            copied_bytes: media.copiedBytes,
            checked: media.checked,
            missing: media.missing,
            damaged: media.damaged,
          },
    secret_from: source,
    source_marked: isMarked,
  };
}

function textOf({ database, wasCopied, tables, ledger, media }: MoveReport): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const held = `${grouped(rows)} rows in ${tables.length} tables`;
  const lines = wasCopied
    ? [`An earlier run has copied ${held} to ${database}; they were left alone.`]
    : [
        `Copied ${held} to ${database}. All are there, and the ledger agrees:`,
        `${count(ledger.wallets, 'wallet')}, ${grouped(ledger.entries)} entries, ${count(ledger.balance, 'credit')}.`,
      ];
  if (media === undefined) lines.push('Media were not copied; --media s3://BUCKET or a folder does it, now or later.');
  else {
    const copied = `${count(media.copied, 'file')} (${bytes(media.copiedBytes)})`;
    lines.push(
      `Copied ${copied} of ${grouped(media.files)} to ${media.place}; read back and compared ${media.checked}.`,
    );
  }
  return lines.join('\n');
}

function nextSteps({ from }: MoveConfig, { media, isMarked }: MoveReport, { source }: SecretChoice): readonly string[] {
  const steps = [
    `RIVYA_DATABASE_URL  the database`,
    source === 'file'
      ? `RIVYA_SECRET        what ${join(from, SECRET_FILE)} holds, or sealed secrets and media URLs are lost`
      : 'RIVYA_SECRET        as it is now, or sealed secrets and media URLs are lost',
    `RIVYA_ADMIN_TOKEN   your own, or what ${join(from, ADMIN_TOKEN_FILE)} holds`,
  ];
  if (media?.place.startsWith('s3://') === true) steps.push('RIVYA_S3_…          the bucket and its keys');
  return [
    '',
    'Set for every new process:',
    ...steps.map((step) => `  ${step}`),
    !isMarked
      ? `Then start them, and leave ${from} alone.`
      : `Then start them. No server starts on ${from} any more: its ${MOVED_FILE} says where it went.`,
  ];
}

function warnOfMedia({ media }: MoveReport, output: Output): void {
  for (const id of media?.missing ?? []) output.warn(`${id}: its bytes are missing in the source`);
  for (const id of media?.damaged ?? []) output.warn(`${id}: its bytes are not those of its row; not copied`);
}
