import type { Span, Tracer } from '../tracing.ts';
import { readTraceparent } from '../tracing.ts';
import type { HttpServer } from './server.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The span of this request while traces are sent. */
    span?: Span;
  }
}

/**
 * A span for every request to a known route, in the caller's trace if it says which (`traceparent`). `finish` may add to
 * it before it ends. Neither addresses nor queries are written down, only the route's template.
 */
export function traceRequests(app: HttpServer, tracer: Tracer, finish: (span: Span, location: string) => void): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { url: route } = request.routeOptions;
    if (route !== undefined) {
      const parent = readTraceparent(request.headers['traceparent']);
      const attributes = { 'http.request.method': request.method, 'http.route': route, 'rivya.request_id': request.id };
      request.span = tracer.start(`${request.method} ${route}`, { kind: 'server', parent, attributes });
    }
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { span } = request;
    if (span !== undefined) {
      span.set({ 'http.response.status_code': reply.statusCode });
      if (reply.statusCode >= 500) span.fail(`answered ${reply.statusCode}`);
      const location = reply.getHeader('location');
      if (typeof location === 'string') finish(span, location);
      span.end();
    }
    done();
  });
}
