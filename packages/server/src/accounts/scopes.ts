/** What a key may be allowed to do; a new key may do everything unless its maker says less. */
export const SCOPES = [
  'models:read',
  'generations:create',
  'generations:read',
  'files:create',
  'files:read',
  'credits:read',
  'webhooks:manage',
  'chat:create',
  'chat:read',
] as const;

export type Scope = (typeof SCOPES)[number];

export function isScope(text: unknown): text is Scope {
  return SCOPES.some((scope) => scope === text);
}

/** There are at most 2^9 different texts, because scopes are always written in the order of `SCOPES`. */
const TEXTS_MAX = 2 ** SCOPES.length;
const parsedScopes = new Map<string, ReadonlySet<Scope>>();

/** How a set of scopes is stored: JSON, in the order of `SCOPES`. */
export function scopesToText(scopes: Iterable<Scope>): string {
  const wanted = new Set(scopes);
  return JSON.stringify(SCOPES.filter((scope) => wanted.has(scope)));
}

/** Reads stored scopes. The sets are shared, so a request costs one look-up instead of a parse; unknown names are left out. */
export function scopesFromText(text: string): ReadonlySet<Scope> {
  const known = parsedScopes.get(text);
  if (known !== undefined) return known;
  const names: unknown = JSON.parse(text);
  const scopes = new Set(Array.isArray(names) ? names.filter(isScope) : []);
  if (parsedScopes.size < TEXTS_MAX) parsedScopes.set(text, scopes);
  return scopes;
}
