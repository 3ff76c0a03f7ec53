import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { SECOND_MS, unreachable } from '../platform/units.ts';
import type { GuardedFetcher } from '../platform/upstream/guarded-fetcher.ts';
import { createDashscopeEngine } from './dashscope/index.ts';
import type { Cost, Credential } from './engine.ts';
import { createKieEngine } from './kie/index.ts';
import { createPainterEngine, type PainterSettings } from './painter/index.ts';
import type { Offer } from './registry.ts';

/** A credential with its secret and how many questions about tasks its account may ask in a second. */
export type UpstreamCredential = Credential & { readonly apiKey: string; readonly queriesPerSecond: number };

type Upstream = {
  /** Names the engine in routes, attempts and logs. */
  readonly id: string;
  /** Ends in `/api/v1`. */
  readonly baseUrl: string;
  /** At least one. */
  readonly credentials: readonly UpstreamCredential[];
  /** What the operator pays for a picture, by model; a model may be missing. */
  readonly prices: Readonly<Record<string, Cost>>;
};

/** An engine that works through somebody else's API. */
export type UpstreamSettings =
  | (Upstream & { readonly type: 'dashscope' })
  | (Upstream & { readonly type: 'kie'; readonly uploadBaseUrl: string });

export type EngineSettings = {
  readonly painter: PainterSettings;
  /** In the order in which they are tried where no route says otherwise. */
  readonly upstreams: readonly UpstreamSettings[];
};

export type EngineParts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly fetcher: GuardedFetcher;
  /** Where an upstream may call when a task ended; absent when it could not reach us. */
  readonly callbackUrlOf?: ((taskId: string) => string) | undefined;
};

/** Accepting a task takes an upstream a second or two; after this it counts as not answered, with the work in doubt. */
const SUBMIT_TIMEOUT_MS = 30 * SECOND_MS;
const QUERY_TIMEOUT_MS = 15 * SECOND_MS;

/**
 * Makes every engine the settings name, upstreams first. The painter is always among them: it costs nothing while idle,
 * and tasks it took before an upstream was set up still end. Which engine serves a model is said by the routes alone.
 */
export function openEngines(parts: EngineParts, { painter, upstreams }: EngineSettings): readonly Offer[] {
  return [...upstreams.map((settings) => openUpstream(parts, settings)), createPainterEngine(parts.clock, painter)];
}

function openUpstream({ callbackUrlOf, ...parts }: EngineParts, settings: UpstreamSettings): Offer {
  const limits = { submitTimeoutMs: SUBMIT_TIMEOUT_MS, queryTimeoutMs: QUERY_TIMEOUT_MS };
  switch (settings.type) {
    case 'dashscope':
      return createDashscopeEngine(parts, { ...settings, ...limits });
    case 'kie':
      return createKieEngine(parts, { ...settings, ...limits, callbackUrlOf });
    default:
      return unreachable(settings);
  }
}
