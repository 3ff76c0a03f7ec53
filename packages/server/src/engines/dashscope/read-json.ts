/** What lies at a path of parsed JSON; `undefined` where anything on the way is missing, `null` or of another kind. */
export function valueAt(json: unknown, ...path: readonly string[]): unknown {
  let value: unknown = json;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value ?? undefined;
}

/** The text at a path; `undefined` for an empty one and for anything else. */
export function textAt(json: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The number at a path; `undefined` for anything else. */
export function numberAt(json: unknown, ...path: readonly string[]): number | undefined {
  const value = valueAt(json, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The items at a path; none where there is no list. */
export function itemsAt(json: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = valueAt(json, ...path);
  return Array.isArray(value) ? value : [];
}
