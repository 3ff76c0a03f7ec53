import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import type { Catalogue } from '../../catalogue/index.ts';
import { matchesEtag } from '../../platform/http/etag.ts';
import type { HttpServer } from '../../platform/http/server.ts';
import { describeApi } from './describe-api.ts';
import { operations } from './operations.ts';
import { viewerRoutes } from './viewer/routes.ts';

export type OpenApiDeps = {
  readonly catalogue: Catalogue;
  /** Where the server is reached, without a slash at the end; known once it listens. */
  readonly baseUrl: () => string;
};

const NoQuery = Type.Object({}, { additionalProperties: false });

/** Adds `GET /api/v1/openapi.json`, the description of every route that has one, and the page that shows it. */
export function openapiRoutes(app: HttpServer, deps: OpenApiDeps): void {
  const textOf = createDescription(app, deps);
  viewerRoutes(app);
  app.route({
    method: 'GET',
    url: '/api/v1/openapi.json',
    config: { isPublic: true },
    schema: { operation: operations.retrieve, querystring: NoQuery },
    handler(request, reply) {
      const { text, etag } = textOf();
      reply.header('etag', etag).header('cache-control', 'no-cache').type('application/json; charset=utf-8');
      return matchesEtag(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(text);
    },
  });
}

/** Written at the first request, when all routes are known, and again only if the server's address changes. */
function createDescription(app: HttpServer, { catalogue, baseUrl }: OpenApiDeps) {
  let last = { baseUrl: '', text: '', etag: '' };
  return () => {
    if (last.text === '' || last.baseUrl !== baseUrl()) {
      const text = JSON.stringify(describeApi({ routes: app.describedRoutes, catalogue, baseUrl: baseUrl() }));
      const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
      last = { baseUrl: baseUrl(), text, etag };
    }
    return last;
  };
}
