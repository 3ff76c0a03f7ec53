import type { Attributes, Span as SdkSpan, SpanContext } from '@opentelemetry/api';
import type { Log } from './log.ts';
import { inTime } from './metrics.ts';
import { MINUTE_MS, SECOND_MS } from './units.ts';

/** Where spans go and how they are called there. */
export type TracingSettings = {
  /** The whole address that OTLP/HTTP (JSON) is posted to; usually ends in `/v1/traces`. */
  readonly url: string;
  /** Sent with every post, such as the key of a hosted collector. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly version: string;
  /** The part of traces begun here that is kept, 0 to 1; a caller's own decision (`traceparent`) goes before it. */
  readonly sampleRatio: number;
};

/** A span that can be pointed to: W3C trace context. */
export type SpanPlace = {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 of them. */
  readonly spanId: string;
  readonly isSampled: boolean;
};

export type SpanOptions = {
  readonly kind?: 'server' | 'client' | 'internal';
  /** Absent: it begins a trace. */
  readonly parent?: SpanPlace | undefined;
  /** Its own place, decided before: for a span whose children were told of it first. Goes together with no parent. */
  readonly place?: SpanPlace;
  /** Milliseconds since 1970; absent: now. */
  readonly startedAtMs?: number;
  readonly attributes?: Attributes;
};

/** A span under way. Attributes are for operators: no secret, no prompt. */
export interface Span {
  readonly place: SpanPlace;
  set(attributes: Attributes): void;
  event(name: string): void;
  /** Points to a span of another trace. */
  link(place: SpanPlace): void;
  /** It did not do what it was for. */
  fail(reason: string): void;
  end(): void;
}

export interface Tracer {
  start(name: string, options?: SpanOptions): Span;
  /** Whether a trace with this id is kept, by the same rule in every process. */
  isKept(traceId: string): boolean;
  /** Sends what is left, for at most `FLUSH_MS`. */
  close(): Promise<void>;
}

/** How long the end of a process waits for the collector. */
const FLUSH_MS = 3 * SECOND_MS;
const SEND_EVERY_MS = 2 * SECOND_MS;
/** Spans kept for sending; beyond it they are dropped, so that a collector that is gone costs no more than this. */
const WAITING_MAX = 4_096;
const BATCHES = { scheduledDelayMillis: SEND_EVERY_MS, exportTimeoutMillis: FLUSH_MS, maxQueueSize: WAITING_MAX };
const TOLD_EVERY_MS = MINUTE_MS;

/** Begins to trace. Loads what it needs only here: a server without a collector pays nothing. */
export async function openTracing(settings: TracingSettings, log: Log): Promise<Tracer> {
  const [api, sdk, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
  ]);
  const ids = plannedIds(new sdk.RandomIdGenerator());
  const ratio = new sdk.TraceIdRatioBasedSampler(settings.sampleRatio);
  const exporter = await openExporter(settings, log);
  const provider = new sdk.TracerProvider({
    idGenerator: ids,
    sampler: new sdk.ParentBasedSampler({ root: ratio }),
    resource: resourceFromAttributes({ 'service.name': settings.serviceName, 'service.version': settings.version }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, ...BATCHES })],
  });
  const tracer = provider.getTracer('rivya', settings.version);
  const kinds = { server: api.SpanKind.SERVER, client: api.SpanKind.CLIENT, internal: api.SpanKind.INTERNAL };
  return {
    start(name, { kind = 'internal', parent, place, startedAtMs, attributes = {} } = {}) {
      const root = api.ROOT_CONTEXT;
      const context = parent === undefined ? root : api.trace.setSpanContext(root, toSpanContext(parent));
      ids.plan(place);
      // A small number would be taken for a time since the process started.
      const start = startedAtMs === undefined ? {} : { startTime: new Date(startedAtMs) };
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes, ...start }, context);
      return wrap(span, api.SpanStatusCode.ERROR);
    },
    isKept: (id) => ratio.shouldSample(api.ROOT_CONTEXT, id).decision === sdk.SamplingDecision.RECORD_AND_SAMPLED,
    close: () =>
      inTime(provider.shutdown(), FLUSH_MS).catch((error: unknown) =>
        log.warn({ err: error }, 'the last spans of this process were lost'),
      ),
  };
}

type Exporter = import('@opentelemetry/sdk-trace').SpanExporter;

/** Sends spans; says now and then when they cannot be sent, which is otherwise silent. */
async function openExporter({ url, headers }: TracingSettings, log: Log): Promise<Exporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const sending = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: FLUSH_MS });
  let toldAtMs = -Infinity;
  let lost = 0;
  return {
    export: (spans, done) =>
      sending.export(spans, (result) => {
        if (result.code !== 0) lost += spans.length;
        if (lost > 0 && performance.now() - toldAtMs >= TOLD_EVERY_MS) {
          // The error names the collector's answer, not what was sent.
          log.warn({ err: result.error, spans: lost, host: new URL(url).host }, 'spans could not be sent');
          toldAtMs = performance.now();
          lost = 0;
        }
        done(result);
      }),
    shutdown: () => sending.shutdown(),
  };
}

type Ids = { generateTraceId(): string; generateSpanId(): string };

/** Random ids, but for a span whose place was decided before. The SDK asks for the span's id first. */
function plannedIds(random: Ids): Ids & { plan(place: SpanPlace | undefined): void } {
  let planned: SpanPlace | undefined;
  return {
    plan(place) {
      planned = place;
    },
    generateSpanId: () => planned?.spanId ?? random.generateSpanId(),
    generateTraceId: () => planned?.traceId ?? random.generateTraceId(),
  };
}

function wrap(span: SdkSpan, errorCode: number): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    place: { traceId, spanId, isSampled: (traceFlags & SAMPLED) !== 0 },
    set: (attributes) => void span.setAttributes(attributes),
    event: (name) => void span.addEvent(name),
    link: (place) => void span.addLink({ context: toSpanContext(place) }),
    fail: (message) => void span.setStatus({ code: errorCode, message }),
    end: () => span.end(),
  };
}

function toSpanContext({ traceId, spanId, isSampled }: SpanPlace): SpanContext {
  return { traceId, spanId, traceFlags: isSampled ? SAMPLED : 0, isRemote: true };
}

const SAMPLED = 1;
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const VERSION_0_CHARACTERS = 55;

/**
 * Reads the `traceparent` header of W3C Trace Context (https://www.w3.org/TR/trace-context/#traceparent-header); nothing
 * when there is none or it is not valid, and then a trace of our own begins.
 */
export function readTraceparent(header: string | readonly string[] | undefined): SpanPlace | undefined {
  if (typeof header !== 'string') return undefined;
  const [, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(header) ?? [];
  // Only versions to come may say more than version 0 does.
  if (header.startsWith('00') && header.length !== VERSION_0_CHARACTERS) return undefined;
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}
