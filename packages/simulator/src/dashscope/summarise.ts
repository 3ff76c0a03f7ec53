const TEXT_MAX = 200;

/** The same JSON with every long text (an image's base64 above all) shortened to its beginning and its length. */
export function summarise(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length > TEXT_MAX ? `${value.slice(0, 40)}… (${value.length} characters)` : value;
  }
  if (Array.isArray(value)) return value.map(summarise);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, summarise(part)]));
}
