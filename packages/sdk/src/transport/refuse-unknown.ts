import { InvalidArgumentError } from '../errors/local-errors.ts';
import type { ClientOptions } from './settings.ts';

const KNOWN = Object.keys({
  apiKey: true,
  baseURL: true,
  timeoutMs: true,
  maxRetries: true,
  fetch: true,
  dangerouslyAllowBrowser: true,
} satisfies Record<keyof ClientOptions, true>);

/**
 * Throws `InvalidArgumentError` for an option that no client has, and names the one that was probably meant. Ignored, a
 * `baseUrl` would send the calls, and what is in them, to another server than the one that was given.
 */
export function refuseUnknown(options: ClientOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidArgumentError('RivyaClient takes an object of options, such as { apiKey, baseURL }.');
  }
  const unknown = Object.keys(options).find((name) => !KNOWN.includes(name));
  if (unknown === undefined) return;
  const meant = KNOWN.find((known) => isLike(known, unknown));
  throw new InvalidArgumentError(
    `RivyaClient has no option ${JSON.stringify(unknown)}. ` +
      (meant === undefined ? `Its options are ${KNOWN.join(', ')}.` : `Did you mean ${meant}?`),
  );
}

/** Written otherwise (`base_url`), a part of it (`timeout`), or with most of its letters (`baseURI`). */
function isLike(known: string, given: string): boolean {
  const [right, wrong] = [lettersOf(known), lettersOf(given)];
  if (wrong.length > 2 && (right.includes(wrong) || wrong.includes(right))) return true;
  return Math.abs(right.length - wrong.length) <= 2 && commonStart(right, wrong) >= right.length - 3;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function commonStart(left: string, right: string): number {
  const at = [...left].findIndex((letter, index) => letter !== right[index]);
  return at === -1 ? left.length : at;
}
