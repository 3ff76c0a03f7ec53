import { isPublic, namesIn, type SampleRequest } from './request.ts';

/** The requests as commands for a POSIX shell. */
export function curlOf(steps: readonly SampleRequest[], baseUrl: string): string {
  return steps.map((step) => commandOf(step, baseUrl)).join('\n\n');
}

function commandOf(request: SampleRequest, baseUrl: string): string {
  const { save } = request;
  const curl = save === undefined ? 'curl' : 'curl -s';
  const parts = [`${curl} ${methodOf(request)}${urlOf(request, baseUrl)}`, ...headersOf(request), ...bodyOf(request)];
  const command = parts.join(' \\\n  ');
  if (save === undefined) return `${command}${documentOf(request)}`;
  return `${save.name}=$(${command} \\\n  | grep -o '"${save.field}":"[^"]*"' | cut -d '"' -f 4)`;
}

/** curl finds out by itself that a request with a body is a POST. */
function methodOf({ method, json, form }: SampleRequest): string {
  const isPlain = method === 'GET' || (method === 'POST' && (json ?? form) !== undefined);
  return isPlain ? '' : `-X ${method} `;
}

function urlOf(request: SampleRequest, baseUrl: string): string {
  const query = Object.entries(request.query).map(([name, value]) => `${name}=${value}`);
  const url = `${baseUrl}${request.path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  return /[?&$]/.test(url) ? `"${url}"` : url;
}

function headersOf(request: SampleRequest): string[] {
  const headers: string[] = [];
  if (!isPublic(request)) headers.push('-H "Authorization: Bearer $RIVYA_API_KEY"');
  if (request.json !== undefined) headers.push('-H "Content-Type: application/json"');
  if (request.idempotencyKey !== undefined) headers.push(`-H "Idempotency-Key: ${request.idempotencyKey}"`);
  return headers;
}

function bodyOf(request: SampleRequest): string[] {
  const { form = [], json } = request;
  if (json === undefined) return form.map(([name, value]) => `-F ${name}=${value}`);
  if (isFilledIn(request)) return ['-d @- <<JSON'];
  return [`-d '${JSON.stringify(json, null, 2).replaceAll("'", "'\\''")}'`];
}

/** The shell fills names into a here-document, but not into single quotes. */
function isFilledIn(request: SampleRequest): boolean {
  return request.json !== undefined && namesIn({ ...request, path: '' }).length > 0;
}

function documentOf(request: SampleRequest): string {
  if (!isFilledIn(request)) return '';
  return `\n${JSON.stringify(request.json, null, 2).replace(/[\\`]|\$(?![A-Z][A-Z_]*[A-Z])/g, '\\$&')}\nJSON`;
}
