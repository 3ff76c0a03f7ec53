import type { Catalogue } from '../../catalogue/index.ts';
import { ERROR_STATUS } from '../../platform/http/errors.ts';
import { examplesOf } from '../openapi/examples/examples.ts';
import { ERROR_TEXTS } from './error-texts.ts';
import { code, fence, printJson, table } from './markdown.ts';
import { parseRequests } from './samples/parse-request.ts';
import { samplesOf } from './samples.ts';

/** What hand-written pages are filled in from. */
export type Filling = { readonly catalogue: Catalogue; readonly baseUrl: string };

const REQUEST = /^```request\n([\s\S]*?)\n```$/gm;
const ANSWER = /^<!-- answer (\w+) (\w+)(?: without (\w+))? -->$/gm;
const ERROR_CODES = '<!-- error codes -->';
const SERVER = 'SERVER_URL';

/**
 * A hand-written page with all that is generated put in its place: each `request` block becomes samples, a comment
 * `answer OPERATION NAME` that example of the OpenAPI document (`without FIELD`: less a field), the comment `error codes` the table of all codes, and
 * `SERVER_URL` the address of this server. Throws for an answer that is not there.
 */
export function expandPage(markdown: string, filling: Filling): string {
  const { baseUrl } = filling;
  return markdown
    .replace(REQUEST, (_all, text: string) => samplesOf(parseRequests(text), baseUrl))
    .replace(ANSWER, (_all, ...found: string[]) => answerOf(filling, found))
    .replaceAll(ERROR_CODES, errorTable)
    .replaceAll(SERVER, baseUrl);
}

function answerOf({ catalogue, baseUrl }: Filling, [operation = '', name = '', left]: readonly string[]): string {
  const example = examplesOf(catalogue, baseUrl)[operation]?.answer?.[name];
  if (example === undefined) throw new Error(`There is no answer ${name} of ${operation}.`);
  const entries = Object.entries(Object(example.value)).filter(([field]) => field !== left);
  return fence('json', printJson(Object.fromEntries(entries)));
}

function errorTable(): string {
  const statuses: Readonly<Record<string, number>> = ERROR_STATUS;
  const rows = Object.entries(ERROR_TEXTS).map(([error, { meaning, action }]) => [
    code(error),
    String(statuses[error]),
    meaning,
    action,
  ]);
  return table(['Code', 'HTTP status', 'Meaning', 'What to do'], rows);
}
