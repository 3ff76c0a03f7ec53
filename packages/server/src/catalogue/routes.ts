import { Type } from 'typebox';
import { fail } from '../platform/http/errors.ts';
import { ErrorBody } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import type { Catalogue } from './catalogue.ts';
import { operations } from './operations.ts';
import { ModelView, modelView } from './view.ts';

export type ModelDeps = {
  readonly catalogue: Catalogue;
  /** What callers should know about how this server serves the model. */
  noticesOf(modelId: string): readonly string[];
};

const ModelListView = Type.Object(
  { object: Type.Literal('list'), data: Type.Array(ModelView) },
  { title: 'ModelList', description: 'All models; this list has no pages.' },
);
const NoQuery = Type.Object({}, { additionalProperties: false });

/** `GET /api/v1/models` and `GET /api/v1/models/{id}`: what can be asked for, to anyone who asks. */
export function modelRoutes(app: HttpServer, deps: ModelDeps): void {
  app.route({
    method: 'GET',
    url: '/api/v1/models',
    config: { isPublic: true },
    schema: {
      operation: operations.list,
      querystring: NoQuery,
      response: { 200: ModelListView },
    },
    handler: () => ({
      object: 'list' as const,
      data: deps.catalogue.list().map(({ id, descriptor }) => modelView(descriptor, deps.noticesOf(id))),
    }),
  });

  app.route({
    method: 'GET',
    url: '/api/v1/models/:id',
    config: { isPublic: true },
    schema: {
      operation: operations.retrieve,
      querystring: NoQuery,
      params: Type.Object({
        id: Type.String({ description: 'The id of the model.', examples: ['wan-2-7-image-pro'] }),
      }),
      response: { 200: ModelView, 404: ErrorBody },
    },
    handler: ({ params }) => {
      const model = deps.catalogue.find(params.id);
      if (model === undefined) {
        throw fail('not_found', { public: 'No model has this id; GET /api/v1/models lists them all.' });
      }
      return modelView(model.descriptor, deps.noticesOf(model.id));
    },
  });
}
