import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Schema, typeOf, withComment } from './type-of-schema.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DESCRIPTION_PATH = join(ROOT, 'packages/server/openapi.json');
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
/** Where the types are committed. */
export const TYPES_PATH = join(ROOT, 'packages/sdk/src/generated/api.ts');

/** Nothing a caller of the client gets to see. */
const UNUSED: readonly string[] = ['FileUpload', 'OpenApiDescription'];

const HEADER = `// biome-ignore-all lint/style/noExcessiveLinesPerFile: written by a program
// Written by build/generate-types.ts from the API's description (packages/server/openapi.json): change that, not this.
`;

type Parameter = {
  readonly name?: string;
  readonly in?: string;
  readonly description?: string;
  readonly schema?: Schema;
};
type Operation = { readonly operationId: string; readonly parameters?: readonly Parameter[] };
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/**
 * The types of the API's description as formatted source: every named schema under its name, and the query of every
 * operation that has one as `ListFilesQuery`. Throws for a schema it cannot say in TypeScript.
 */
export function typesOfDescription(): string {
  const description: Description = JSON.parse(readFileSync(DESCRIPTION_PATH, 'utf8'));
  const used = Object.entries(description.components.schemas).filter(([name]) => !UNUSED.includes(name));
  const schemas = used.map(([name, schema]) => declare(name, schema));
  const operations = Object.values(description.paths).flatMap((path) => Object.values(path));
  return format([HEADER, ...schemas, ...operations.flatMap(queryOf)].join('\n'));
}

function queryOf({ operationId, parameters = [] }: Operation): readonly string[] {
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  if (inQuery.length === 0) return [];
  const properties = Object.fromEntries(
    inQuery.map(({ name = '', description, schema = {} }) => [
      name,
      { ...schema, ...(description === undefined ? {} : { description }) },
    ]),
  );
  const name = `${operationId.slice(0, 1).toUpperCase()}${operationId.slice(1)}Query`;
  return [declare(name, { type: 'object', properties, description: `The query of \`${operationId}\`.` })];
}

function declare(name: string, schema: Schema): string {
  return withComment(schema, `export type ${nameOf(name)} = ${typeOf(schema, nameOf)};\n`);
}

/** `Error` means something else in every program. */
function nameOf(name: string): string {
  return name === 'Error' ? 'ErrorBody' : name;
}

function format(source: string): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [BIOME, 'format', `--config-path=${ROOT}`, `--stdin-file-path=${TYPES_PATH}`],
    { input: source, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The types could not be formatted: ${stderr}`);
  return stdout;
}
