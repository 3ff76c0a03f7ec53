/** One request of a sample. `$NAMES` in the path and in texts of the body are filled in by whoever runs it. */
export type SampleRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** From `/api/v1` on, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  readonly json?: Readonly<Record<string, unknown>>;
  /** Parts of a form, in order; a value that begins with `@` names a file. */
  readonly form?: readonly (readonly [name: string, value: string])[];
  /** For a step that others follow: the field of its answer that they need, and the name they know it by. */
  readonly save?: { readonly field: string; readonly name: string };
};

/** A name that is filled in by whoever runs a sample: `$TASK_ID` is `TASK_ID`. */
export const NAME = /\$([A-Z][A-Z_]*[A-Z])/g;

/** Whether anyone may make this request, without a key. */
export function isPublic({ path }: SampleRequest): boolean {
  return /^\/api\/v1\/(?:models|openapi\.json)(?:\/|$)/.test(path);
}

/** The names a request needs, each once, in the order they come. */
export function namesIn(request: SampleRequest): readonly string[] {
  const text = `${request.path} ${JSON.stringify([request.query, request.json ?? null])}`;
  return [...new Set([...text.matchAll(NAME)].map(([, name = '']) => name))];
}

/** The names the steps need and none of them saves. */
export function openNames(steps: readonly SampleRequest[]): readonly string[] {
  const saved = new Set(steps.flatMap(({ save }) => (save === undefined ? [] : [save.name])));
  return [...new Set(steps.flatMap(namesIn))].filter((name) => !saved.has(name));
}
