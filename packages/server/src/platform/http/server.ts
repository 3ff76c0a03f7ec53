import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type RawServerDefault,
} from 'fastify';
import { newId } from '../ids.ts';
import type { Log } from '../log.ts';
import { MB, MINUTE_MS, SECOND_MS } from '../units.ts';
import { recordDescribedRoutes } from './described-routes.ts';
import { createErrorHandler, type ErrorPage, errorView } from './error-replies.ts';
import { type Failure, fail } from './errors.ts';
import { readJsonBodies } from './json-bodies.ts';
import { refuseOtherMethods } from './methods.ts';
import { drainRefusedBodies } from './refused-bodies.ts';
import { createValidatorCompiler } from './validation.ts';

/** A Fastify instance that takes TypeBox schemas. Features add their routes to it. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export const JSON_BODY_BYTES_MAX = MB;
/** The whole request, body included, must have arrived by then; what a slow upload of the largest file needs. */
const REQUEST_MS_MAX = 15 * MINUTE_MS;
const ID_CHARACTERS_MAX = 200;
const SLOW_MS = 2 * SECOND_MS;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Held polls, uploads and downloads take as long as their callers want; they are not reported as slow. */
    mayTakeLong?: boolean;
  }
}
/** How long the sender of something that is not HTTP has to read the answer and go. */
const BROKEN_LINGER_MS = 5_000;

/**
 * An HTTP server that speaks the contract's errors before any route is added: unknown paths, wrong methods and types,
 * broken or oversized bodies. Every response carries `x-request-id`. Requests that succeed are not logged: one line
 * for each costs 30 % of the throughput.
 */
export function createHttpServer(log: Log): HttpServer {
  const errorPages: ErrorPage[] = [];
  const replyWithError = createErrorHandler(log, errorPages);
  const app: HttpServer = Fastify({
    logger: false,
    bodyLimit: JSON_BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    routerOptions: { maxParamLength: ID_CHARACTERS_MAX },
    genReqId: () => newId('req'),
    requestIdHeader: false,
    frameworkErrors: replyWithError,
    clientErrorHandler: replyToBrokenRequest,
    // Node's own refusal of a missing Host has neither our body nor an id.
    http: { requireHostHeader: false },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setValidatorCompiler(createValidatorCompiler());
  // Views are built field by field, so nothing has to be filtered out on the way, and for fields that may be null the
  // schema's own serialiser is several times slower. The types still hold every answer to its schema.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler(replyWithError);
  app.decorate('errorPages', errorPages);
  app.setNotFoundHandler((request) => {
    throw nothingHere(request);
  });
  // A body sent to an unknown path is neither read nor judged.
  app.addHook('preParsing', (request, _reply, _payload, done) => done(request.is404 ? nothingHere(request) : null));
  readJsonBodies(app);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    const isHostMissing = request.headers.host === undefined && request.raw.httpVersion === '1.1';
    done(
      isHostMissing ? fail('validation_failed', { public: 'Every HTTP/1.1 request needs a Host header.' }) : undefined,
    );
  });
  app.server.on('checkExpectation', refuseExpectation);
  app.addHook('onResponse', (request, reply, done) => {
    if (reply.elapsedTime > SLOW_MS && request.routeOptions.config.mayTakeLong !== true) {
      log.warn(
        { requestId: request.id, route: request.routeOptions.url, ms: Math.round(reply.elapsedTime) },
        'slow request',
      );
    }
    done();
  });
  drainRefusedBodies(app);
  recordDescribedRoutes(app);
  refuseOtherMethods(app);
  return app;
}

function nothingHere(request: FastifyRequest): Failure {
  return fail('not_found', { public: `There is no ${request.method} ${pathOf(request.url)} here.` });
}

function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return path.length > 200 ? `${path.slice(0, 200)}…` : path;
}

/** What is not HTTP never becomes a request; the caller still gets an answer in the documented shape. */
function replyToBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  // Answered already, and still sending: what comes is thrown away until the timer below ends it.
  if (!socket.writable) return;
  const timer = setTimeout(() => socket.destroy(), BROKEN_LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  const requestId = newId('req');
  const failure = fail('validation_failed', { public: messageFor(error.code) });
  const body = JSON.stringify(errorView(failure, requestId));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `x-request-id: ${requestId}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Node asks here about an `Expect` header that says anything but `100-continue`. */
function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const requestId = newId('req');
  const failure = fail('validation_failed', { public: 'The only Expect header taken is 100-continue.' });
  response.writeHead(failure.status, {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': requestId,
  });
  response.end(JSON.stringify(errorView(failure, requestId)));
}

function messageFor(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW')
    return 'The URL or the headers are too large: 16 KB is the limit for them together.';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'The request did not arrive in time.';
  return 'This is not a valid HTTP/1.1 request.';
}
