import { resolve } from 'node:path';
import type { Environment } from './config-environment.ts';
import { type ConfigEntry, readText } from './config-file.ts';
import { BadValue, type Parse, toSettingName } from './config-values.ts';
import type { UpstreamCredential } from './engines/index.ts';

/** What an upstream allows one account. */
export type CredentialLimits = Omit<UpstreamCredential, 'name' | 'apiKey'>;

export type CredentialContext = {
  readonly env: Environment;
  /** Where paths in the file start: the folder it lies in. */
  readonly folder: string;
  /** The key of an engine that lists no credentials, and the variable it comes from. */
  readonly main: { readonly variable: string; readonly apiKey: string | undefined };
  /** Judges the keys of this kind of upstream. */
  readonly parseKey: Parse<string>;
  /** Keys of this kind of upstream and where each was given first: one account must not be used as if it were two. */
  readonly seen: Map<string, string>;
};

const MAIN = 'main';
const KEY_FILE_BYTES_MAX = 4_096;

/** Reads limits; what is left out keeps the default. */
export function readLimits(entry: ConfigEntry, defaults: CredentialLimits): CredentialLimits {
  const field = entry.fields(['submitsPerSecond', 'submitsAtOnce', 'tasksInProcess', 'queriesPerSecond']);
  const whole = (max: number) => ({ min: 1, max, isWhole: true });
  return {
    submitsPerSecond:
      field('submitsPerSecond').number({ min: 0.1, max: 1_000, isWhole: false }) ?? defaults.submitsPerSecond,
    submitsAtOnce: field('submitsAtOnce').number(whole(100)) ?? defaults.submitsAtOnce,
    tasksMax: field('tasksInProcess').number(whole(10_000)) ?? defaults.tasksMax,
    queriesPerSecond: field('queriesPerSecond').number(whole(1_000)) ?? defaults.queriesPerSecond,
  };
}

/** Reads the credentials of an engine; one without a list has `main`, with the key its kind of upstream has by default. */
export function readCredentials(
  context: CredentialContext,
  list: ConfigEntry,
  defaults: CredentialLimits,
): readonly UpstreamCredential[] {
  if (!list.isGiven) return mainCredential(context, list, defaults);
  const names = new Set<string>();
  return list.items('credential').flatMap((entry) => {
    const field = entry.fields(['name', 'apiKeyEnv', 'apiKeyFile', 'limits'], explainKey);
    const name = field('name').required().text(toSettingName);
    if (name !== undefined && names.has(name)) field('name').refuse('is the name of another credential here.');
    const limits = readLimits(field('limits'), defaults);
    const apiKey = readKey(context, entry, field);
    if (name === undefined || apiKey === undefined) return [];
    names.add(name);
    noteKey(context.seen, apiKey, entry);
    return [{ name, apiKey, ...limits }];
  });
}

function mainCredential(
  { main: { variable, apiKey }, seen, env }: CredentialContext,
  list: ConfigEntry,
  limits: CredentialLimits,
): readonly UpstreamCredential[] {
  // A key that is set but cannot be one was told already.
  if (apiKey === undefined && env[variable] === undefined) {
    list.refuse(`is required as long as ${variable} is not set.`);
  }
  if (apiKey === undefined) return [];
  noteKey(seen, apiKey, list);
  return [{ name: MAIN, apiKey, ...limits }];
}

/** Tells where a key belongs to somebody who wrote it, or was about to write it, into the file. */
export function explainKey(name: string): string | undefined {
  if (!/key|secret|token|password/i.test(name)) return undefined;
  return 'must not be here: keys do not belong into this file. In credentials, name the variable (apiKeyEnv) or the file (apiKeyFile) that holds one.';
}

type CredentialField = (name: 'apiKeyEnv' | 'apiKeyFile') => ConfigEntry;

function readKey(context: CredentialContext, entry: ConfigEntry, field: CredentialField): string | undefined {
  const [variable, file] = [field('apiKeyEnv'), field('apiKeyFile')];
  if (variable.isGiven && file.isGiven) return entry.refuse('must have apiKeyEnv or apiKeyFile, not both.');
  if (file.isGiven) return file.text(keyInFile(context));
  if (variable.isGiven) return variable.text(keyInVariable(context));
  return entry.at('apiKeyEnv').refuse('(the name of a variable) or apiKeyFile (a path) is required.');
}

// What is given as the name of a variable or as a path may be the key itself: it is never repeated.
function keyInVariable({ env, parseKey }: CredentialContext): Parse<string> {
  return (name) => {
    if (!/^[A-Z_][A-Z0-9_]{0,127}$/.test(name)) {
      throw new BadValue('must be the name of a variable, in capitals; the key itself does not belong into this file.');
    }
    const value = env[name];
    if (value === undefined) throw new BadValue('names a variable that is not set.');
    return toKey(value, 'names a variable', parseKey);
  };
}

function keyInFile({ folder, parseKey }: CredentialContext): Parse<string> {
  return (path) => toKey(readKeyFile(resolve(folder, path)).trim(), 'names a file', parseKey);
}

function readKeyFile(path: string): string {
  try {
    return readText(path, KEY_FILE_BYTES_MAX);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new BadValue(`names a file that ${error.message}`);
  }
}

function toKey(text: string, where: string, parseKey: Parse<string>): string {
  if (text === '') throw new BadValue(`${where} that is empty.`);
  try {
    return parseKey(text);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new BadValue(`${where} with something else than a key: it ${error.message}`);
  }
}

function noteKey(seen: Map<string, string>, apiKey: string, entry: ConfigEntry): void {
  const first = seen.get(apiKey);
  if (first === undefined) seen.set(apiKey, entry.path);
  else entry.refuse(`has the same key as ${first}: its limits would be used twice.`);
}
