import type { Catalogue } from '../../../catalogue/index.ts';
import type { Json } from '../json.ts';
import { creditExamples } from './credits.ts';
import { fileExamples } from './files.ts';
import { generationExamples } from './generations.ts';
import { modelExamples } from './models.ts';
import { webhookExamples } from './webhooks.ts';

/** Named bodies; each is whole and would be taken, or given, as it is. */
export type Examples = Readonly<Record<string, Example>>;

export type Example = { readonly summary: string; readonly description?: string; readonly value: Json };

export type OperationExamples = { readonly request?: Examples; readonly answer?: Examples };

/** The examples of every operation, by its id, made from what the catalogue holds. */
export function examplesOf(catalogue: Catalogue, baseUrl: string): Readonly<Record<string, OperationExamples>> {
  return {
    ...modelExamples(catalogue),
    ...generationExamples(catalogue, baseUrl),
    ...fileExamples(catalogue, baseUrl),
    ...creditExamples(catalogue),
    ...webhookExamples(catalogue, baseUrl),
    retrieveOpenApi: {
      answer: {
        beginning: {
          summary: 'Its beginning',
          value: { openapi: '3.1.0', info: { title: 'Rivya Public API', version: 'v1' }, paths: {} },
        },
      },
    },
  };
}
