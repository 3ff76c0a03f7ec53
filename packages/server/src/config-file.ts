import { readFileSync, statSync } from 'node:fs';
import { BadValue, type Parse } from './config-values.ts';

const FILE_BYTES_MAX = 2 ** 20;

/**
 * Opens the JSON file of `RIVYA_CONFIG`. That it cannot be read or is no JSON is told and leaves nothing to read;
 * whatever else is wrong is told while its entries are read.
 */
export function openConfigFile(path: string, tell: (fault: string) => void): ConfigEntry {
  try {
    const text = readText(path);
    const root: unknown = JSON.parse(text);
    for (const name of repeatedNames(text)) tell(`${name} comes twice.`);
    return new ConfigEntry('', root, tell);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof BadValue)) throw error;
    // What the parser says besides the place quotes the file.
    const [place = ''] = / \(line \d+ column \d+\)/.exec(error.message) ?? [];
    tell(error instanceof BadValue ? error.message : `is not valid JSON${place}.`);
    return absentEntry(tell);
  }
}

/** What stands for a file that was not given. */
export function absentEntry(tell: (fault: string) => void): ConfigEntry {
  return new ConfigEntry('', undefined, tell);
}

/** A text file within the size. Throws `BadValue`, with the system's code, when it cannot be read. */
export function readText(path: string, bytesMax: number = FILE_BYTES_MAX): string {
  try {
    if (statSync(path).size > bytesMax) throw new BadValue(`is too large; at most ${bytesMax} bytes are read.`);
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof BadValue) throw error;
    throw new BadValue(
      `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'}).`,
    );
  }
}

type NumberRule = { readonly min: number; readonly max: number; readonly isWhole: boolean };

/** One value of the file and where it stands. What is wrong with it is told with its path, and never with its value. */
export class ConfigEntry {
  /** Such as `engines.dashscope.credentials[0]`; empty for the file itself. */
  readonly path: string;
  readonly #value: unknown;
  readonly #tell: (fault: string) => void;

  constructor(path: string, value: unknown, tell: (fault: string) => void) {
    this.path = path;
    this.#value = value;
    this.#tell = tell;
  }

  get isGiven(): boolean {
    return this.#value !== undefined;
  }

  /** Adds a fault of this entry: the rest of a sentence that begins with its path. */
  refuse(problem: string): undefined {
    this.#tell(`${this.path === '' ? 'the file' : this.path} ${problem}`);
  }

  /** The entry itself; a fault when it is absent. */
  required(): ConfigEntry {
    if (!this.isGiven) this.refuse('is required.');
    return this;
  }

  /**
   * The entries of an object by name, absent ones included; any other name is a fault. `explain` may say more about an
   * unknown name than which ones are known.
   */
  fields<Name extends string>(
    known: readonly Name[],
    explain: (name: string) => string | undefined = () => undefined,
  ): (name: Name) => ConfigEntry {
    for (const [name, entry] of this.entries()) {
      if (known.some((one) => one === name)) continue;
      entry.refuse(explain(name) ?? `is not a known setting; here are: ${known.join(', ')}.`);
    }
    // That this one is no object was told, and that is enough.
    const isBroken = this.isGiven && !isObject(this.#value);
    return (name) => (isBroken ? absentEntry(() => undefined) : this.at(name));
  }

  /** The entries of an object whose names are free, in the order of the file; none when it is absent. */
  entries(): readonly (readonly [name: string, entry: ConfigEntry])[] {
    if (this.isGiven && !isObject(this.#value)) this.refuse('must be a JSON object.');
    return this.names.map((name) => [name, this.at(name)]);
  }

  /** The names in an object; none when it is absent or no object. */
  get names(): readonly string[] {
    return isObject(this.#value) ? Object.keys(this.#value) : [];
  }

  /** The entry of that name below this one, given or not. */
  at(name: string): ConfigEntry {
    const path = this.path === '' ? shown(name) : `${this.path}.${shown(name)}`;
    const value: unknown = isObject(this.#value) ? Reflect.get(this.#value, name) : undefined;
    return new ConfigEntry(path, value, this.#tell);
  }

  /** The items of a list, which must have one at least; none when it is absent. `what` names an item in faults. */
  items(what: string): readonly ConfigEntry[] {
    if (!this.isGiven) return [];
    if (!Array.isArray(this.#value) || this.#value.length === 0) {
      this.refuse(`must be a list with at least one ${what}.`);
      return [];
    }
    return this.#value.map((value, index) => new ConfigEntry(`${this.path}[${index}]`, value, this.#tell));
  }

  /** What a text stands for. Absent when it is not given or has a fault. */
  text<Value>(parse: Parse<Value>): Value | undefined {
    if (!this.isGiven) return undefined;
    if (typeof this.#value !== 'string') return this.refuse('must be a text.');
    try {
      return parse(this.#value);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      for (const problem of error.problems) this.refuse(problem);
      return undefined;
    }
  }

  /** A number within the range, both ends included. Absent when it is not given or has a fault. */
  number({ min, max, isWhole }: NumberRule): number | undefined {
    if (!this.isGiven) return undefined;
    const value = this.#value;
    if (typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value)))
      return value;
    return this.refuse(`must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}.`);
  }
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

const NAME_CHARACTERS_MAX = 32;

/** A name as faults show it. Somebody may have put a key where a name belongs: those are longer, or begin like this. */
function shown(name: string): string {
  const isLikeKey = name.length > NAME_CHARACTERS_MAX || /^(sk|st)-/.test(name);
  return isLikeKey ? `${name.slice(0, 3)}…` : name.replaceAll(/[^\x21-\x7e]/g, '?');
}

const TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\],:]/g;

/** Names that one object of valid JSON holds twice: parsing takes the last and drops the others without a word. */
function repeatedNames(text: string): readonly string[] {
  const repeated: string[] = [];
  const open: { readonly path: string; readonly names: Set<string>; name: string }[] = [];
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
  for (const [index, token] of tokens.entries()) {
    const inner = open.at(-1);
    if (token === '{' || token === '[') {
      open.push({ path: [inner?.path, inner?.name].filter(Boolean).join('.'), names: new Set(), name: '' });
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (inner !== undefined && tokens[index + 1] === ':') {
      inner.name = shown(String(JSON.parse(token)));
      if (inner.names.has(token)) repeated.push([inner.path, inner.name].filter(Boolean).join('.'));
      inner.names.add(token);
    }
  }
  return repeated;
}
