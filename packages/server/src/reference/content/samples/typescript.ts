import { isPublic, NAME, openNames, type SampleRequest } from './request.ts';
import { sdkCallOf } from './sdk-calls.ts';
import type { SdkCall } from './sdk-rule.ts';

/** The requests as a module that uses `@rivya/sdk`. */
export function typescriptOf(steps: readonly SampleRequest[], baseUrl: string): string {
  const calls = steps.map((step) => ({ step, call: sdkCallOf(step) }));
  const saved = new Map(calls.flatMap(({ step, call }) => savedBy(step, call)));
  const names = openNames(steps);
  const apiKey = steps.every(isPublic) ? [] : ['  apiKey: process.env.RIVYA_API_KEY,'];
  return [
    'import { RivyaClient } from "@rivya/sdk";',
    '',
    'const rivya = new RivyaClient({',
    ...apiKey,
    `  baseURL: "${baseUrl}",`,
    '});',
    ...(names.length === 0 ? [] : [`const { ${names.map((name) => `${name} = ""`).join(', ')} } = process.env;`]),
    ...calls.flatMap(({ call }, index) => ['', ...statementsOf({ call, saved, isLast: index === calls.length - 1 })]),
  ].join('\n');
}

type Statement = {
  readonly call: SdkCall;
  /** The expression for every name that an earlier step saved. */
  readonly saved: ReadonlyMap<string, string>;
  readonly isLast: boolean;
};

function savedBy({ save }: SampleRequest, { variable }: SdkCall): (readonly [string, string])[] {
  return save === undefined ? [] : [[save.name, `${variable}.${save.field}`]];
}

function statementsOf({ call, saved, isLast }: Statement): string[] {
  const given = call.given.map((value) => literal(value, saved));
  const written = `await rivya.${call.method}(${argumentList(given)})`;
  if (call.variable === '') return [`${written};`];
  return [`const ${call.variable} = ${written};`, ...(isLast ? [`console.log(${call.variable}${call.shown});`] : [])];
}

/** In one line where there is one argument, or where all are short. */
function argumentList(given: readonly string[]): string {
  const line = given.join(', ');
  if (given.length < 2 || (line.length <= ONE_LINE_MAX && !line.includes('\n'))) return line;
  return `\n${given
    .flatMap((one) => `${one},`.split('\n'))
    .map((one) => `  ${one}`)
    .join('\n')}\n`;
}

const ONE_LINE_MAX = 72;
const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** A JSON value as TypeScript writes it; names become the variables that hold them. */
function literal(value: unknown, saved: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return textLiteral(value, saved);
  if (Array.isArray(value))
    return bracket(
      '[]',
      value.map((part) => literal(part, saved)),
    );
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, part]) => {
    return `${IDENTIFIER.test(key) ? key : JSON.stringify(key)}: ${literal(part, saved)}`;
  });
  return bracket('{}', parts);
}

function textLiteral(text: string, saved: ReadonlyMap<string, string>): string {
  const [name] = [...text.matchAll(NAME)].map(([, one = '']) => one);
  if (name === undefined || text !== `$${name}`) return JSON.stringify(text);
  return saved.get(name) ?? name;
}

function bracket(pair: '[]' | '{}', parts: readonly string[]): string {
  const space = pair === '{}' && parts.length > 0 ? ' ' : '';
  const line = `${pair[0]}${space}${parts.join(', ')}${space}${pair[1]}`;
  if (line.length <= ONE_LINE_MAX && !line.includes('\n')) return line;
  const inner = parts.flatMap((part) => `${part},`.split('\n')).map((text) => `  ${text}`);
  return [pair[0], ...inner, pair[1]].join('\n');
}
