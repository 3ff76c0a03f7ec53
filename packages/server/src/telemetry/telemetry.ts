import type { Offer } from '../engines/index.ts';
import type { EndedTask, GenerationDeps, TaskWatch } from '../generations/index.ts';
import { measureRequests } from '../platform/http/measure-requests.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { traceRequests } from '../platform/http/trace-requests.ts';
import type { Log } from '../platform/log.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import type { Tracer } from '../platform/tracing.ts';
import { SECOND_MS } from '../platform/units.ts';
import { ownVersion } from '../platform/version.ts';
import type { WebhookDeps } from '../webhooks/index.ts';
import { createFigures, type Figures } from './figures.ts';
import { observeOffer } from './observe-engine.ts';
import { type GaugeSources, readGaugesFrom } from './read-gauges.ts';
import { linkToTask, traceEnd, traceSteps } from './trace-tasks.ts';

/** What is known of a running server from outside of it: figures, and traces while there is a tracer. */
export interface Telemetry {
  readonly metrics: Metrics;
  /** The same offers, the calls of their engines watched. */
  observe(offers: readonly Offer[]): readonly Offer[];
  /** For the parts of the server to tell what happened. */
  readonly watch: TaskWatch;
  readonly attempted: NonNullable<WebhookDeps['attempted']>;
  readonly onStep: NonNullable<GenerationDeps['onStep']>;
  /** Counts and traces requests; call before the server listens. */
  watchRequests(http: HttpServer): void;
  /** Says what runs, and where gauges come from; call once. */
  watchServer(sources: GaugeSources, store: string): void;
}

/** Makes the figures of one server. Nothing is read or sent before something happens. */
export function createTelemetry(log: Log, tracer?: Tracer): Telemetry {
  const metrics = createMetrics(log);
  const figures = createFigures(metrics);
  return {
    metrics,
    observe: (offers) => offers.map((offer) => observeOffer(offer, { figures: figures.engines, tracer })),
    watch: {
      taskEnded(task) {
        countEnd(figures, task);
        if (tracer !== undefined) traceEnd(tracer, task);
      },
      grouped(group, { size, ms }) {
        figures.store.groupSize.observe({ group }, size);
        figures.store.groupSeconds.observe({ group }, ms / SECOND_MS);
      },
    },
    attempted({ error, durationMs }) {
      figures.webhooks.attempts.inc({ outcome: error ?? 'succeeded' });
      figures.webhooks.seconds.observe(durationMs / SECOND_MS);
    },
    onStep: tracer === undefined ? () => undefined : traceSteps(tracer),
    watchRequests(http) {
      measureRequests(http, figures.http);
      if (tracer !== undefined) {
        traceRequests(http, tracer, (span, location) => linkToTask(tracer, span, location));
      }
    },
    watchServer(sources, store) {
      figures.build.set({ version: ownVersion(), node: process.version, store }, 1);
      readGaugesFrom(sources, metrics, figures);
    },
  };
}

function countEnd(
  { tasks }: Figures,
  { engine, model, outcome, createdAtMs, endedAtMs, resultBytes }: EndedTask,
): void {
  tasks.ended.inc({ engine, model, outcome });
  tasks.seconds.observe({ engine, outcome }, Math.max(0, endedAtMs - createdAtMs) / SECOND_MS);
  if (resultBytes > 0) tasks.resultBytes.inc({ engine }, resultBytes);
}
