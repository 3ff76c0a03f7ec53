import { isPublic, NAME, openNames, type SampleRequest } from './request.ts';

/** The requests as a Python program that needs the package `requests` only. */
export function pythonOf(steps: readonly SampleRequest[], baseUrl: string): string {
  const needsKey = steps.some((step) => !isPublic(step));
  const needsEnvironment = needsKey || openNames(steps).length > 0;
  const last = steps.at(-1);
  return [
    ...(needsEnvironment ? ['import os', ''] : []),
    'import requests',
    '',
    `API = "${baseUrl}/api/v1"`,
    ...(needsKey ? [`HEADERS = {"Authorization": f"Bearer {os.environ['RIVYA_API_KEY']}"}`] : []),
    ...openNames(steps).map((name) => `${name.toLowerCase()} = os.environ["${name}"]`),
    ...steps.flatMap((step) => ['', ...callOf(step)]),
    ...(last?.method === 'DELETE' ? [] : ['print(response.json())']),
  ].join('\n');
}

/** Longer than the server may hold a long poll. */
const LONG_POLL_SECONDS = 75;
const USUAL_SECONDS = 30;

function callOf(request: SampleRequest): string[] {
  const { method, save, form } = request;
  const call = [
    `response = requests.${method.toLowerCase()}(`,
    ...indent([...argumentsOf(request).map((argument) => `${argument},`)]),
    ')',
  ];
  const file = form?.find(([, value]) => value.startsWith('@'))?.[1].slice(1);
  const lines = file === undefined ? call : [`with open("${file}", "rb") as file:`, ...indent(call)];
  const saved = save === undefined ? [] : [`${save.name.toLowerCase()} = response.json()["${save.field}"]`];
  return [...lines, 'response.raise_for_status()', ...saved];
}

function argumentsOf(request: SampleRequest): string[] {
  const { path, query, json, form, idempotencyKey: key } = request;
  const fields = (form ?? []).filter(([, value]) => !value.startsWith('@'));
  const headers = key === undefined ? 'HEADERS' : `{**HEADERS, "Idempotency-Key": "${key}"}`;
  const seconds = query['wait'] === undefined ? USUAL_SECONDS : LONG_POLL_SECONDS;
  return [
    `f"{API}${path.replace('/api/v1', '').replace(NAME, (_all, name: string) => `{${name.toLowerCase()}}`)}"`,
    ...(isPublic(request) ? [] : [`headers=${headers}`]),
    ...(Object.keys(query).length === 0 ? [] : [`params=${literal(query)}`]),
    ...(json === undefined ? [] : [`json=${literal(json)}`]),
    ...(form === undefined ? [] : [`data=${literal(Object.fromEntries(fields))}`, 'files={"file": file}']),
    `timeout=${seconds}`,
  ];
}

function indent(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => `    ${line}`);
}

const ONE_LINE_MAX = 72;

/** A JSON value as Python writes it; a text that is a name alone becomes the variable of that name. */
function literal(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string')
    return /^\$[A-Z_]+$/.test(value) ? value.slice(1).toLowerCase() : JSON.stringify(value);
  if (Array.isArray(value)) return bracket(['[', ']'], value.map(literal));
  if (typeof value === 'object') {
    return bracket(
      ['{', '}'],
      Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${literal(part)}`),
    );
  }
  return JSON.stringify(value);
}

function bracket([open, close]: readonly [string, string], parts: readonly string[]): string {
  const line = `${open}${parts.join(', ')}${close}`;
  if (line.length <= ONE_LINE_MAX && !line.includes('\n')) return line;
  return [open, ...indent(parts.map((part) => `${part},`)), close].join('\n');
}
