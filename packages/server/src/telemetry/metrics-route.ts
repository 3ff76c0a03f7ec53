import { requireToken } from '../admin/index.ts';
import type { HttpServer } from '../platform/http/server.ts';
import type { Metrics } from '../platform/metrics.ts';

/**
 * `GET /metrics` for Prometheus. It takes one of these tokens as Bearer, also from the loopback address: behind a proxy
 * on the same machine every request comes from there.
 */
export function addMetricsRoute(app: HttpServer, metrics: Metrics, tokens: readonly [string, ...string[]]): void {
  app.route({
    method: 'GET',
    url: '/metrics',
    // A scrape waits for the store at most; it is not one of the requests that are told as slow.
    config: { isPublic: true, mayTakeLong: true },
    onRequest: requireToken(...tokens),
    async handler(_request, reply) {
      const text = await metrics.scrape();
      return reply.header('cache-control', 'no-store').type(metrics.contentType).send(text);
    },
  });
}
