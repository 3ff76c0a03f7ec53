/** What integrators can ask of the painter in a prompt, to see every outcome in their tests without an upstream. */
export type Directives = {
  /** The prompt without its directives. */
  readonly prompt: string;
  /** Ends the task before any painting: `fail` as a failure of the engine, `reject` as refused by moderation. */
  readonly outcome: 'paint' | 'fail' | 'reject';
  /** How long to wait before the picture is begun, in milliseconds. */
  readonly waitMs: number;
};

const DIRECTIVE = /\[\[\s*(fail|reject|slow\s*:\s*(\d{1,3}(?:\.\d{1,3})?))\s*\]\]/gi;
const SLOW_SECONDS_MAX = 600;

/** Reads `[[fail]]`, `[[reject]]` and `[[slow:SECONDS]]` (0–600, decimals allowed) out of a prompt. */
export function readDirectives(text: string): Directives {
  let outcome: Directives['outcome'] = 'paint';
  let waitMs = 0;
  const prompt = text.replace(DIRECTIVE, (whole, word: string, seconds: string | undefined) => {
    if (seconds !== undefined) {
      if (Number(seconds) > SLOW_SECONDS_MAX) return whole;
      waitMs = Math.round(Number(seconds) * 1_000);
    } else if (outcome === 'paint') {
      outcome = word.toLowerCase() === 'fail' ? 'fail' : 'reject';
    }
    return '';
  });
  return { prompt: prompt.trim(), outcome, waitMs };
}
