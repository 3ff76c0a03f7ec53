import type { FastifyContextConfig, FastifySchema } from 'fastify';
import type { TSchema } from 'typebox';
import type { ErrorCode } from './errors.ts';
import type { HttpServer } from './server.ts';

/** What people and programs are told of a route beyond the schemas it validates with. */
export type Operation = {
  /** Unique; names the call in clients made from the description. */
  readonly id: string;
  /** The heading it stands under. */
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** Refusals of its own, beside those that follow from its kind (key, scope, body, rate). */
  readonly errors?: readonly ErrorCode[];
  /** Headers it reads, beside those of every route. */
  readonly requestHeaders?: readonly string[];
  /** Headers of its successful answer, beside those of every route. */
  readonly answerHeaders?: readonly string[];
  /** The body of an answer that the handler sends as text or bytes, by status. */
  readonly answers?: Readonly<Record<number, TSchema>>;
  /** A multipart form, which is read part by part and so has no `body` schema. */
  readonly form?: TSchema;
};

/** A route with its description, as it was added. */
export type DescribedRoute = {
  readonly method: string;
  readonly url: string;
  readonly operation: Operation;
  readonly schema: FastifySchema;
  readonly config: Readonly<FastifyContextConfig>;
};

declare module 'fastify' {
  interface FastifySchema {
    /** Routes that have it are part of the published API description. */
    operation?: Operation;
  }
  interface FastifyInstance {
    /** Every described route that was added so far. */
    readonly describedRoutes: readonly DescribedRoute[];
  }
}

/** Keeps the description of each route that has one; the automatic HEAD of a GET is not described again. */
export function recordDescribedRoutes(app: HttpServer): void {
  const routes: DescribedRoute[] = [];
  app.decorate('describedRoutes', routes);
  app.addHook('onRoute', ({ method, url, schema, config = {} }) => {
    if (schema?.operation === undefined) return;
    for (const one of [method].flat()) {
      if (one !== 'HEAD') routes.push({ method: one, url, operation: schema.operation, schema, config });
    }
  });
}
