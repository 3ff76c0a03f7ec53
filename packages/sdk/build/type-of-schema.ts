/** The part of JSON Schema that the API's description uses. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
};

type NameOf = (name: string) => string;

/**
 * A schema as a TypeScript type. `nameOf` gives the names that references are known under. Throws for what it does not
 * understand rather than writing `unknown`: a type that says less than the description would go unnoticed.
 */
export function typeOf(schema: Schema, nameOf: NameOf): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1));
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return unionOf(schema.enum);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return choices.map((choice) => bracketed(choice, nameOf)).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((part) => bracketed(part, nameOf)).join(' & ');
  if (schema.type === undefined) throw new Error(`No type can be written for ${JSON.stringify(schema)}.`);
  return [schema.type]
    .flat()
    .map((type) => plainType(type, schema, nameOf))
    .join(' | ');
}

/** A declaration with what the schema says of it above. */
export function withComment(schema: Schema, declaration: string): string {
  const notes = [
    ...(schema.description === undefined ? [] : [schema.description]),
    ...(schema.default === undefined ? [] : [`Default: \`${literal(schema.default)}\`.`]),
    ...rangeOf(schema),
  ];
  return notes.length === 0 ? declaration : `/** ${notes.join(' ').replaceAll('*/', '*\\/')} */\n${declaration}`;
}

function rangeOf({ minimum, maximum, maxLength, maxItems }: Schema): readonly string[] {
  const least = minimum === undefined ? [] : [`from ${minimum}`];
  const most = maximum === undefined ? [] : [`up to ${maximum}`];
  const range = [...least, ...most].join(' ');
  return [
    ...(range === '' ? [] : [`A number ${range}.`]),
    ...(maxLength === undefined ? [] : [`Up to ${maxLength} characters.`]),
    ...(maxItems === undefined ? [] : [`Up to ${maxItems} items.`]),
  ];
}

function plainType(type: string, schema: Schema, nameOf: NameOf): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf(schema.items ?? {}, nameOf)})[]`;
    case 'object':
      return objectType(schema, nameOf);
    default:
      throw new Error(`No TypeScript is known for the type ${type}.`);
  }
}

function objectType({ properties, required = [], additionalProperties }: Schema, nameOf: NameOf): string {
  if (properties === undefined || Object.keys(properties).length === 0) {
    const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties, nameOf) : 'unknown';
    return `Readonly<Record<string, ${values}>>`;
  }
  const lines = Object.entries(properties).map(([name, property]) => {
    const type = typeOf(property, nameOf);
    const isRequired = required.includes(name);
    const key = /^\w+$/.test(name) ? name : literal(name);
    return withComment(
      property,
      `readonly ${key}${isRequired ? '' : '?'}: ${type}${isRequired ? '' : ' | undefined'};`,
    );
  });
  return `{\n${lines.join('\n')}\n}`;
}

function unionOf(values: readonly unknown[]): string {
  const isBoolean = values.includes(false) && values.includes(true);
  const others = isBoolean ? values.filter((value) => typeof value !== 'boolean') : values;
  return [...others.map(literal), ...(isBoolean ? ['boolean'] : [])].join(' | ');
}

function bracketed(schema: Schema, nameOf: NameOf): string {
  const type = typeOf(schema, nameOf);
  return /^\w+$/.test(type) ? type : `(${type})`;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : JSON.stringify(value);
}
