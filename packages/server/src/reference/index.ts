import type { Catalogue } from '../catalogue/index.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { createSite } from './content/index.ts';
import { openapiRoutes } from './openapi/index.ts';
import { docsRoutes } from './site/index.ts';

export type ReferenceDeps = {
  readonly catalogue: Catalogue;
  /** Where this server is reached, without a slash at the end; known once it listens. */
  readonly baseUrl: () => string;
};

/** Adds the docs, the OpenAPI description and its viewer; after all other routes, which the description is made of. */
export function referenceRoutes(app: HttpServer, deps: ReferenceDeps): void {
  openapiRoutes(app, deps);
  docsRoutes(app, { site: createSite(deps), baseUrl: deps.baseUrl });
}
