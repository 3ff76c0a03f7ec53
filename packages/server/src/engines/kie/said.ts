/** A network error in a few words, for the operator. */
export function causeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  return `${cause.message === '' ? cause.name : cause.message}${code}`;
}
