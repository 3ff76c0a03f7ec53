import { invalid } from '../platform/http/errors.ts';

const CHARACTERS_MAX = 64;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Checks the name of an account or key. Throws `validation_failed` with the path `name`. */
export function checkName(name: string): void {
  const message = problemOf(name);
  if (message !== undefined) throw invalid([{ path: 'name', message }]);
}

function problemOf(name: string): string | undefined {
  const characters = [...name].length;
  if (characters < 1 || characters > CHARACTERS_MAX) return `must have 1 to ${CHARACTERS_MAX} characters.`;
  if (name.trim() !== name) return 'must not start or end with blanks.';
  if (UNPRINTABLE.test(name)) return 'must have printable characters only.';
  // Commands take an id or a name; a name that looks like an id could be meant for another account.
  if (name.startsWith('acct_')) return 'must not start with acct_, which ids do.';
  return undefined;
}
