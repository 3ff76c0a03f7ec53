import { FILE_KINDS, type FileKind, type ReferencePolicy } from './descriptor.ts';
import { gotValue } from './got-value.ts';
import type { ReferenceItem } from './input.ts';
import { isGiven, isJsonObject, type Problems, refuseUnknownKeys } from './problems.ts';
import { isBlank, textProblem } from './text-rules.ts';

export const REFERENCES_KEY = 'referenceMediaItems';
const REFERENCES_PATH = `params.${REFERENCES_KEY}`;
const ITEM_FIELDS = ['url', 'kind', 'name', 'mimeType', 'durationSeconds', 'durationToken'] as const;
const URL_CHARACTERS_MAX = 2048;
const NAME_CHARACTERS_MAX = 255;
const TOKEN_CHARACTERS_MAX = 2048;

/** Takes the list of reference items as far as it can be judged without looking at the files. */
export function parseReferences(problems: Problems, policy: ReferencePolicy, value: unknown): readonly ReferenceItem[] {
  if (!isGiven(value)) return [];
  if (!Array.isArray(value)) {
    problems.add(
      REFERENCES_PATH,
      `must be an array of at most ${policy.maxFiles} reference items; got ${gotValue(value)}.`,
    );
    return [];
  }
  if (value.length > policy.maxFiles) {
    problems.add(REFERENCES_PATH, `must hold at most ${policy.maxFiles} files; got ${value.length}.`);
    return [];
  }
  const items: ReferenceItem[] = [];
  for (const [index, entry] of value.entries()) {
    const item = parseItem(problems, policy, { path: `${REFERENCES_PATH}[${index}]`, entry });
    if (item !== undefined) items.push(item);
  }
  return items;
}

function parseItem(
  problems: Problems,
  policy: ReferencePolicy,
  { path, entry }: { path: string; entry: unknown },
): ReferenceItem | undefined {
  if (!isJsonObject(entry)) {
    problems.add(path, `must be an object with the fields url and kind; got ${gotValue(entry)}.`);
    return undefined;
  }
  refuseUnknownKeys(problems, entry, { prefix: `${path}.`, allowed: ITEM_FIELDS });
  const url = parseUrl(problems, `${path}.url`, entry['url']);
  const kind = parseKind(problems, `${path}.kind`, { policy, value: entry['kind'] });
  const name = parseText(problems, `${path}.name`, { value: entry['name'], max: NAME_CHARACTERS_MAX });
  const mimeType = parseText(problems, `${path}.mimeType`, { value: entry['mimeType'], max: NAME_CHARACTERS_MAX });
  const seconds = parseSeconds(problems, `${path}.durationSeconds`, entry['durationSeconds']);
  const token = parseText(problems, `${path}.durationToken`, {
    value: entry['durationToken'],
    max: TOKEN_CHARACTERS_MAX,
  });
  if (url === undefined || kind === undefined) return undefined;
  return {
    path,
    url,
    kind,
    ...(name === undefined ? {} : { name }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(seconds === undefined ? {} : { durationSeconds: seconds }),
    ...(token === undefined ? {} : { durationToken: token }),
  };
}

function parseUrl(problems: Problems, path: string, value: unknown): string | undefined {
  if (!isGiven(value)) {
    problems.add(path, 'is required: the url of a file uploaded to /api/v1/files.');
    return undefined;
  }
  const url = parseText(problems, path, { value, max: URL_CHARACTERS_MAX });
  if (url !== undefined && isBlank(url)) {
    problems.add(path, 'must not be blank: give the url of a file uploaded to /api/v1/files.');
    return undefined;
  }
  return url;
}

function parseKind(
  problems: Problems,
  path: string,
  { policy, value }: { policy: ReferencePolicy; value: unknown },
): FileKind | undefined {
  const accepted = FILE_KINDS.filter((kind) => policy.kinds[kind] !== undefined);
  const kind = accepted.find((one) => one === value);
  if (kind !== undefined) return kind;
  const allowed = accepted.length === 1 ? `must be ${accepted[0]}` : `must be one of: ${accepted.join(', ')}`;
  problems.add(path, isGiven(value) ? `${allowed}; got ${gotValue(value)}.` : `is required and ${allowed}.`);
  return undefined;
}

function parseText(
  problems: Problems,
  path: string,
  { value, max }: { value: unknown; max: number },
): string | undefined {
  if (!isGiven(value)) return undefined;
  const problem = textProblem(value, max);
  if (problem !== undefined) problems.add(path, problem);
  return problem === undefined && typeof value === 'string' ? value : undefined;
}

function parseSeconds(problems: Problems, path: string, value: unknown): number | undefined {
  if (!isGiven(value)) return undefined;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value + 0;
  problems.add(path, `must be a number of seconds, 0 or more; got ${gotValue(value)}.`);
  return undefined;
}
