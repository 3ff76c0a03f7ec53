import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import { type Failure, fail } from '../platform/http/errors.ts';
import type { HttpServer } from '../platform/http/server.ts';
import type { Log } from '../platform/log.ts';
import { type Authentication, createKeyCheck, missingKey } from './check-key.ts';
import { noteKeyUse } from './key-use.ts';
import { createRateLimits, type Quota } from './rate-limits.ts';
import type { Scope } from './scopes.ts';

/** Who makes a request, as its key proves. */
export type Caller = { readonly accountId: string; readonly keyId: string; readonly scopes: ReadonlySet<Scope> };

/** What accounts stand on. Rates are calls per minute; 0 switches that limit off. */
export type AccountDeps = {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: {
    readonly isApiDisabled: boolean;
    readonly createsPerMinute: number;
    readonly readsPerMinute: number;
  };
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope a key needs for this route. */
    scope?: Scope;
    /** Needs no key; with a valid one the call counts on that key. */
    isPublic?: boolean;
    /** Which of a key's two buckets the route counts on; `other` unless said. */
    rate?: 'create' | 'other';
  }
  interface FastifyRequest {
    /** Set by the authentication hook; read it through `callerOf`. */
    caller: Caller | null;
  }
}

/** Who makes the request. Throws `api_key_missing` when the route is public and no valid key came. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw missingKey();
  return request.caller;
}

const API = '/api/v1';

/**
 * Guards every route under `/api/v1` on its headers alone, before any body is read: the API's switch, the key, its rate
 * and its scope, in this order. Unknown paths count as public, so they answer 404 rather than ask for a key.
 * A route that names neither a scope nor `isPublic` takes any valid key.
 */
export function addAuthentication(app: HttpServer, deps: AccountDeps): void {
  const checkKey = createKeyCheck(deps);
  const limits = createRateLimits(deps);

  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request, reply) => {
    const { url, config } = request.routeOptions;
    if (!isApi(url ?? request.url)) return;
    if (deps.settings.isApiDisabled) {
      announce(reply, limits.ofAddress(request.ip));
      throw apiDisabled();
    }
    const isPublic = config.isPublic === true || url === undefined;
    const outcome = await checkKey(request.raw);
    const quota = outcome.ok
      ? await limits.ofKey(outcome.caller.keyId, config.rate ?? 'other')
      : limits.ofAddress(request.ip);
    announce(reply, quota);
    if (quota?.isExceeded === true) throw rateLimited(quota);
    if (outcome.ok) noteKeyUse(deps, outcome.caller.keyId);
    request.caller = permit(outcome, isPublic, config.scope);
  });
}

function isApi(url: string): boolean {
  return url.startsWith(API) && (url.length === API.length || url[API.length] === '/' || url[API.length] === '?');
}

/** The caller, or nobody on a public route. Throws why the key does not do. */
function permit(outcome: Authentication, isPublic: boolean, scope: Scope | undefined): Caller | null {
  if (!outcome.ok) {
    if (isPublic) return null;
    throw outcome.failure;
  }
  if (!isPublic && scope !== undefined && !outcome.caller.scopes.has(scope)) throw scopeDenied(scope);
  return outcome.caller;
}

function announce(reply: FastifyReply, quota: Quota | undefined): void {
  if (quota === undefined) return;
  reply.header('ratelimit-limit', quota.limit);
  reply.header('ratelimit-remaining', quota.remaining);
  reply.header('ratelimit-reset', quota.resetSeconds);
}

function apiDisabled(): Failure {
  return fail('public_api_disabled', {
    public: 'The API is switched off for now by the operator of this server; try again later.',
  });
}

function rateLimited({ limit, retryAfterSeconds }: Quota): Failure {
  return fail('rate_limited', {
    public: `More than ${limit} calls of this kind in a minute; try again in ${retryAfterSeconds} s.`,
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
}

function scopeDenied(scope: Scope): Failure {
  return fail('api_scope_denied', {
    public: `This API key lacks the scope ${scope}; use a key that has it.`,
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });
}
