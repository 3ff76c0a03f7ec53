import { CommanderError } from 'commander';
import { NoAnswer, ServerRefusal } from '../admin/client.ts';
import { ConfigFaults } from '../config.ts';

export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;
/** What a shell reports for a command ended by Ctrl-C. */
export const EXIT_INTERRUPTED = 130;

/** A command that could not do what it was asked. The message is one or two lines for a person. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly exitCode: number;

  constructor(code: string, message: string, exitCode: number = EXIT_FAILURE) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** A command that was not understood. */
export function usage(message: string): CliError {
  return new CliError('usage', `${message} See --help.`, EXIT_USAGE);
}

/** How a failure is told: exit code, and the fields of the JSON line on stderr. */
export type FailureReport = {
  readonly exitCode: number;
  /** For a person, when it says more than the message. */
  readonly text?: string;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly requestId?: string | undefined;
    readonly details?: readonly { readonly path: string; readonly message: string }[];
  };
};

/** Turns whatever a command threw into what its user gets to read; never a stack. */
export function reportOf(error: unknown): FailureReport {
  if (error instanceof CliError) {
    return { exitCode: error.exitCode, error: { code: error.code, message: error.message } };
  }
  if (error instanceof CommanderError) {
    // A group without its command prints its help instead of a message.
    const message = error.code === 'commander.help' ? '' : usageMessage(error.message);
    return { exitCode: error.exitCode === 0 ? 0 : EXIT_USAGE, error: { code: 'usage', message } };
  }
  if (error instanceof ConfigFaults) {
    return { exitCode: EXIT_FAILURE, error: { code: 'config_invalid', message: error.faults.join('\n       ') } };
  }
  if (error instanceof ServerRefusal) return refusalReport(error);
  if (error instanceof NoAnswer) {
    return { exitCode: EXIT_FAILURE, error: { code: `server_${error.kind}`, message: error.message } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { exitCode: EXIT_FAILURE, error: { code: codeOf(error), message: message.split('\n', 1)[0] ?? '' } };
}

function refusalReport({ code, message, requestId, details }: ServerRefusal): FailureReport {
  // The server's message names the first problem only; somebody at a terminal wants all of them.
  const all = details.map((detail) => `${detail.path}: ${detail.message}`).join(' ');
  const told = details.length > 1 ? all : message;
  return {
    exitCode: EXIT_FAILURE,
    text: `${told} (${code})`,
    error: { code, message, requestId, ...(details.length > 0 ? { details } : {}) },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
}

function usageMessage(text: string): string {
  const line = text
    .replace(/^error: /, '')
    .replace('command-argument value', 'value')
    .replaceAll(/\s*\n\s*/g, ' ');
  return `${/[.?!)]$/.test(line) ? line : `${line}.`} See --help.`;
}
