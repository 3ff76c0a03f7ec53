import type { Generation } from '@rivya/sdk';
import { CliError } from './failure.ts';

/** What a command ends with when its task failed: the server's words, its code, and once that nothing was charged. */
export function failedGeneration({ error }: Pick<Generation, 'error'>): CliError {
  const { code = 'generation_failed', message = 'The generation failed.' } = error ?? {};
  // Some of the server's messages say it themselves.
  const isTold = /nothing was charged/i.test(message);
  return new CliError(code, `${message} (${code})${isTold ? '' : ' Nothing was charged.'}`);
}
