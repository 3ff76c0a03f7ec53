import { isObject, type Json, type JsonObject, toJsonObject } from './json.ts';

const NAME = /^[A-Z][A-Za-z0-9_]*$/;

/**
 * The named schemas of the description. A schema whose `title` is a name is written once under it and referred to from
 * everywhere else; all others stand where they are used.
 */
export class Components {
  readonly #schemas = new Map<string, JsonObject>();
  readonly #given = new Set<string>();

  /** Writes a schema under a name. It also stands for every schema met later with this title. */
  define(name: string, schema: JsonObject): void {
    if (this.#schemas.has(name)) throw new Error(`Two schemas want to be published as ${name}.`);
    this.#schemas.set(name, schema);
    this.#given.add(name);
  }

  /** A schema as the description shows it in this place. Throws when two different ones share a title. */
  use(schema: object): JsonObject {
    return this.#use(toJsonObject(schema));
  }

  /** The same for the schemas of an object's properties. */
  useEach(properties: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, isObject(schema) ? this.#use(schema) : schema]),
    );
  }

  /** Everything that was named, by name. */
  get schemas(): JsonObject {
    return Object.fromEntries([...this.#schemas].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  #use(schema: JsonObject): JsonObject {
    const { title } = schema;
    if (typeof title !== 'string' || !NAME.test(title)) return this.#inside(schema);
    const reference = { $ref: `#/components/schemas/${title}` };
    if (this.#given.has(title)) return reference;
    const plain = this.#inside(schema);
    const known = this.#schemas.get(title);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(plain)) {
      throw new Error(`Two different schemas have the title ${title}.`);
    }
    this.#schemas.set(title, plain);
    return reference;
  }

  #inside(schema: JsonObject): JsonObject {
    const parts = Object.entries(schema).map(([key, part]): [string, Json] => [key, this.#part(key, part)]);
    return inHouseForm(Object.fromEntries(parts));
  }

  #part(key: string, part: Json): Json {
    switch (key) {
      case 'properties':
      case 'patternProperties':
        return isObject(part) ? this.useEach(part) : part;
      case 'items':
      case 'additionalProperties':
        return isObject(part) ? this.#use(part) : part;
      case 'anyOf':
      case 'oneOf':
      case 'allOf':
        return Array.isArray(part) ? part.map((one: Json) => (isObject(one) ? this.#use(one) : one)) : part;
      default:
        return part;
    }
  }
}

/** What the server's own validator words in its way, in the way most tools read best. */
function inHouseForm(schema: JsonObject): JsonObject {
  return withPattern(withTypeOfEnum(withAnyKey(withTypesOfUnion(schema))));
}

/** A union of bare types, or of one type and `null`, is a list of types. */
function withTypesOfUnion(schema: JsonObject): JsonObject {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const branches: readonly JsonObject[] = anyOf.filter(isObject);
  const [first] = branches;
  const isNullable =
    branches.length === 2 && branches[1]?.['type'] === 'null' && first !== undefined && isSimple(first);
  if (isNullable) return { ...first, ...rest, type: [first['type'] ?? 'null', 'null'] };
  const isBare = branches.every((branch) => Object.keys(branch).join() === 'type');
  return isBare ? { ...rest, type: branches.map(({ type = 'null' }) => type) } : schema;
}

function isSimple(schema: JsonObject): boolean {
  const { type, enum: values, properties } = schema;
  return typeof type === 'string' && values === undefined && properties === undefined && schema['const'] === undefined;
}

function withAnyKey(schema: JsonObject): JsonObject {
  const { patternProperties, ...rest } = schema;
  if (!isObject(patternProperties)) return schema;
  const [only, ...others] = Object.values(patternProperties);
  return only === undefined || others.length > 0 ? schema : { ...rest, additionalProperties: only };
}

function withTypeOfEnum(schema: JsonObject): JsonObject {
  const { enum: values, type } = schema;
  const isOfTexts = Array.isArray(values) && values.every((value: Json) => typeof value === 'string');
  return isOfTexts && type === undefined ? { type: 'string', ...schema } : schema;
}

/** The name of our format means nothing elsewhere. */
function withPattern(schema: JsonObject): JsonObject {
  const { format, ...rest } = schema;
  return format === 'plain-text' ? { ...rest, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$' } : schema;
}
