/** What integrators can ask of the painter in a prompt, to see every outcome in their tests without an upstream. */
export type Directives = {
  /** The prompt without its directives; may be empty. */
  readonly prompt: string;
  /** How long to wait before anything else happens, in milliseconds. */
  readonly waitMs: number;
  /** Given: the task ends like this after the wait, without any painting. */
  readonly ending: Ending | undefined;
};

export type Ending = { readonly reason: 'failed' | 'rejected'; readonly message: string };

/** No two of its repeats can take the same character, so no prompt makes it slow. */
const DIRECTIVE = /\[\[\s*(?:(fail)\s*|(reject)\s*|slow(?:\s*:([^\][]*)|\s*))\]\]/gi;
const DECIMAL = /^\d+(?:\.\d+)?$/;
const SLOW_SECONDS_MAX = 600;
const SHOWN_CHARACTERS_MAX = 20;

/**
 * Reads `[[fail]]`, `[[reject]]` and `[[slow:SECONDS]]` (0–600, decimals allowed) out of a prompt. The first ending and
 * the last wait count. Seconds that are none make the task fail: a test that meant to wait should not pass without.
 */
export function readDirectives(text: string): Directives {
  let ending: Ending | undefined;
  let waitMs = 0;
  const prompt = text.replace(DIRECTIVE, (_, fail?: string, reject?: string, seconds = '') => {
    if (fail !== undefined) ending ??= FAIL;
    else if (reject !== undefined) ending ??= REJECT;
    else if (isWait(seconds)) waitMs = Math.round(Number(seconds) * 1_000);
    else ending ??= badSeconds(seconds);
    return '';
  });
  return { prompt: prompt.trim(), waitMs, ending };
}

const FAIL: Ending = { reason: 'failed', message: 'The painter was told to fail by [[fail]].' };
const REJECT: Ending = { reason: 'rejected', message: 'The prompt was refused: it says [[reject]].' };

function isWait(seconds: string): boolean {
  return DECIMAL.test(seconds.trim()) && Number(seconds) <= SLOW_SECONDS_MAX;
}

function badSeconds(seconds: string): Ending {
  const got = JSON.stringify(seconds.trim().slice(0, SHOWN_CHARACTERS_MAX));
  const message = `[[slow:SECONDS]] takes 0 to ${SLOW_SECONDS_MAX} seconds, such as [[slow:2.5]]; got ${got}.`;
  return { reason: 'failed', message };
}
