import { type FailureReport, reportOf } from './failure.ts';
import { createOutput, type Output } from './output.ts';
import { createProgram } from './program.ts';
import { createSession } from './session.ts';

/**
 * Runs one command with the arguments after `rivya`. The exit code is 0 when it worked, 1 when it failed and 2 when it was
 * not understood. A failure goes to stderr, with `--json` as one line `{"error": {code, message, …}}`; stdout stays empty then,
 * but for commands whose result is itself the bad news (`ledger verify`, `doctor`, a generation that failed).
 */
export async function runCli(args: readonly string[]): Promise<void> {
  process.stdout.on('error', endQuietly);
  const output = createOutput({ out: process.stdout, err: process.stderr }, asksForJson(args));
  try {
    await createProgram(createSession(output)).parseAsync(args, { from: 'user' });
  } catch (error) {
    const report = reportOf(error);
    tell(output, report);
    process.exitCode = report.exitCode;
  }
}

/** Whoever read the output, such as `head`, has seen enough. */
function endQuietly(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit(0);
}

/** Known before the arguments are parsed, because how a wrong argument is told depends on it. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? args.length : end).includes('--json');
}

function tell(output: Output, { error, exitCode, text = error.message }: FailureReport): void {
  output.live('');
  if (exitCode === 0 || error.message === '') return;
  if (output.isJson) {
    output.warn(JSON.stringify({ error }));
  } else {
    output.warn(`error: ${text}`);
  }
}
