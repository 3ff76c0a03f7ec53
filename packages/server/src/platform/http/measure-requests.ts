import type { Counter } from 'prom-client';
import type { BoundHistogram, Series } from '../bound-histogram.ts';
import { SECOND_MS } from '../units.ts';
import type { HttpServer } from './server.ts';

export type RequestFigures = {
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly seconds: BoundHistogram<'method' | 'route'>;
  readonly bodyBytes: Counter<'method' | 'route'>;
  readonly errors: Counter<'code'>;
};

/** A path nobody serves; the path itself would be a label that callers make up. */
const UNKNOWN = 'unknown';

/** What is kept of one route and method, so that an answer is counted without looking its labels up. */
type Kept = {
  readonly labels: { readonly method: string; readonly route: string };
  readonly seconds: Series;
  readonly byStatus: Map<number, { readonly method: string; readonly route: string; readonly status: string }>;
};

/** Counts every answer by the template of its route. */
export function measureRequests(app: HttpServer, figures: RequestFigures): void {
  const byRoute = new Map<string, Map<string, Kept>>();
  app.addHook('onResponse', (request, reply, done) => {
    const kept = keptOf(byRoute, figures, { method: request.method, route: request.routeOptions.url ?? UNKNOWN });
    figures.requests.inc(withStatus(kept, reply.statusCode));
    kept.seconds.observe(reply.elapsedTime / SECOND_MS);
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > 0 && reply.statusCode < 400) figures.bodyBytes.inc(kept.labels, length);
    if (reply.failureCode !== undefined) figures.errors.inc({ code: reply.failureCode });
    done();
  });
}

function keptOf(byRoute: Map<string, Map<string, Kept>>, figures: RequestFigures, labels: Kept['labels']): Kept {
  const byMethod = byRoute.get(labels.route) ?? new Map<string, Kept>();
  const known = byMethod.get(labels.method);
  if (known !== undefined) return known;
  const kept = { labels, seconds: figures.seconds.bind(labels), byStatus: new Map() };
  byRoute.set(labels.route, byMethod.set(labels.method, kept));
  return kept;
}

function withStatus({ labels, byStatus }: Kept, status: number) {
  const known = byStatus.get(status);
  if (known !== undefined) return known;
  const made = { ...labels, status: String(status) };
  byStatus.set(status, made);
  return made;
}
