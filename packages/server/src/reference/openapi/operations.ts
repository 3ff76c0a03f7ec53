import { Type } from 'typebox';
import type { Operation } from '../../platform/http/described-routes.ts';

const Description = Type.Object(
  {
    openapi: Type.String({ description: 'The version of OpenAPI it is written in.' }),
    info: Type.Object({ title: Type.String(), version: Type.String() }, { additionalProperties: true }),
    paths: Type.Object({}, { additionalProperties: true }),
  },
  { title: 'OpenApiDescription', description: 'An OpenAPI 3.1 document.', additionalProperties: true },
);

/** How the route of this folder is described. */
export const operations = {
  retrieve: {
    id: 'retrieveOpenApi',
    tag: 'Description',
    summary: 'Retrieve this description',
    description: 'The API as an OpenAPI 3.1 document, with the models of this server. Needs no key.',
    answers: { 200: Description },
  },
} as const satisfies Record<string, Operation>;
