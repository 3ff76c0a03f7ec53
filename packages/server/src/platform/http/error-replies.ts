import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isUnwritable, mayBeKept } from '../db/unwritable.ts';
import type { Log } from '../log.ts';
import { type ErrorCode, Failure, fail } from './errors.ts';
import { refusalOf } from './validation.ts';

/** The error body of every route: `{error: {code, message, requestId, details?}}`. */
export function errorView(failure: Failure, requestId: string) {
  return {
    error: {
      code: failure.code,
      message: failure.message,
      requestId,
      ...(failure.details === undefined ? {} : { details: failure.details }),
    },
  };
}

/** May answer a refusal as a page for people; `false` leaves it to the JSON body. Answers at once, not later. */
export type ErrorPage = (failure: Failure, request: FastifyRequest, reply: FastifyReply) => boolean;

declare module 'fastify' {
  interface FastifyInstance {
    /** Asked in their order before a refusal is answered as JSON; a path that cannot be decoded is asked about too. */
    readonly errorPages: ErrorPage[];
  }
  interface FastifyReply {
    /** Why the request was refused, if it was; for figures. */
    failureCode?: ErrorCode;
  }
}

/** Answers with a failure; what nobody foresaw is logged whole and told to nobody. */
export function createErrorHandler(log: Log, pages: readonly ErrorPage[]) {
  return function replyWithError(error: FastifyError | Failure | Error, request: FastifyRequest, reply: FastifyReply) {
    const failure = toFailure(error);
    if (request.raw.aborted) {
      log.debug({ requestId: request.id, err: error }, 'the caller left before the request was whole');
    } else if (failure.status >= 500) {
      log.error(
        { requestId: request.id, route: request.routeOptions.url, err: error, ...failure.internal },
        'request failed',
      );
    } else if (failure.internal !== undefined) {
      log.debug({ requestId: request.id, code: failure.code, ...failure.internal }, 'request refused');
    }
    reply.failureCode = failure.code;
    // Fastify answers a path it cannot decode before any hook has run.
    reply
      .code(failure.status)
      .header('x-request-id', request.id)
      .headers(failure.headers ?? {});
    if (pages.some((answer) => answer(failure, request, reply))) return reply;
    return reply.type('application/json; charset=utf-8').send(errorView(failure, request.id));
  };
}

/** Fastify's own refusals in the words of the contract. */
function toFailure(error: FastifyError | Failure | Error): Failure {
  if (error instanceof Failure) return error;
  if ('validation' in error && error.validation !== undefined) {
    return refusalOf(error.validation, error.validationContext ?? 'request');
  }
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return fail('payload_too_large', { public: 'The request body is larger than the 1 MB this route takes.' });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return fail('unsupported_media_type', {
        public: 'Send the body as application/json (uploads to /api/v1/files as multipart/form-data).',
      });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return fail('validation_failed', {
        public:
          'The request body is not valid JSON, or has a key that is never taken (__proto__, constructor.prototype).',
      });
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return fail('validation_failed', { public: 'The body is not as long as its Content-Length header says.' });
    case 'FST_ERR_BAD_URL':
      return fail('validation_failed', { public: 'The URL is not valid: its path cannot be decoded.' });
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return fail('not_found', { public: 'Nothing has an id this long.' });
    default:
      if (isUnwritable(error)) return unwritable(error);
      return fail('internal_error', {
        public: 'Something went wrong on our side. Give the requestId when you report it.',
      });
  }
}

/** The store's answer to a commit did not come. */
const LOST_ANSWER =
  'The server lost its store while it answered, so it cannot tell whether this was kept. Try again later, with the same Idempotency-Key.';

/** A full disk is not the caller's doing and passes: the same as more load than can be written down. */
function unwritable(error: Error): Failure {
  return fail('overloaded', {
    public: mayBeKept(error)
      ? LOST_ANSWER
      : 'The server cannot write at the moment. Nothing was reserved or kept; try again later.',
    headers: { 'retry-after': '30' },
    cause: error,
  });
}
