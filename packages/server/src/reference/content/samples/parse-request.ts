import type { SampleRequest } from './request.ts';

/**
 * Reads the steps of a `request` block: requests as HTTP writes them, parted by lines of `###`.
 *
 * ```
 * POST /api/v1/files
 * Save: url as FILE_URL
 *
 * kind=image
 * file=@reference-image.png
 * ```
 *
 * A body that begins with `{` is JSON, any other is the parts of a form, one a line.
 * Throws an error that quotes what it does not understand.
 */
export function parseRequests(text: string): readonly SampleRequest[] {
  return text.split(/^###$/m).map((step) => parseRequest(step.trim()));
}

function parseRequest(text: string): SampleRequest {
  const [head = '', ...bodyParts] = text.split('\n\n');
  const body = bodyParts.join('\n\n');
  const [first = '', ...headers] = head.split('\n');
  const [, method, path = '', query = ''] =
    /^(GET|POST|PATCH|DELETE) (\/api\/v1\/[^ ?]+)(?:\?(\S+))?$/.exec(first) ?? [];
  if (method !== 'GET' && method !== 'POST' && method !== 'PATCH' && method !== 'DELETE')
    throw new Error(`Not a request: ${first}`);
  const queryEntries = query === '' ? [] : query.split('&').map(pair);
  return {
    method,
    path,
    query: Object.fromEntries(queryEntries),
    ...headerFields(headers),
    ...bodyFields(body),
  };
}

function headerFields(headers: readonly string[]): Pick<SampleRequest, 'idempotencyKey' | 'save'> {
  const fields: { idempotencyKey?: string; save?: { field: string; name: string } } = {};
  for (const header of headers) {
    const [, name = '', value = ''] = /^([\w-]+): (.+)$/.exec(header) ?? [];
    const [, field, saved] = /^(\w+) as ([A-Z_]+)$/.exec(value) ?? [];
    if (name === 'Idempotency-Key') fields.idempotencyKey = value;
    else if (name === 'Save' && field !== undefined && saved !== undefined) fields.save = { field, name: saved };
    else throw new Error(`Not a header of a sample: ${header}`);
  }
  return fields;
}

function bodyFields(body: string): Pick<SampleRequest, 'json' | 'form'> {
  if (body === '') return {};
  if (body.startsWith('{')) return { json: JSON.parse(body) };
  return { form: body.split('\n').map(pair) };
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`Not a name and a value: ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
