import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify';
import { newId } from '../ids.ts';
import type { Log } from '../log.ts';
import { MB, MINUTE_MS } from '../units.ts';
import { createErrorHandler, errorView } from './error-replies.ts';
import { fail } from './errors.ts';
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

/**
 * An HTTP server that speaks the contract's errors before any route is added: unknown paths, wrong methods and types,
 * broken or oversized bodies. Every response carries `x-request-id`. Requests that succeed are not logged: one line
 * for each costs 30 % of the throughput.
 */
export function createHttpServer(log: Log): HttpServer {
  const app: HttpServer = Fastify({
    logger: false,
    bodyLimit: JSON_BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    routerOptions: { maxParamLength: ID_CHARACTERS_MAX },
    genReqId: () => newId('req'),
    requestIdHeader: false,
    frameworkErrors: createErrorHandler(log),
    clientErrorHandler: replyToBrokenRequest,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(createValidatorCompiler());
  app.setErrorHandler(createErrorHandler(log));
  app.setNotFoundHandler((request, reply) => {
    const failure = fail('not_found', { public: `There is no ${request.method} ${pathOf(request.url)} here.` });
    return reply.code(failure.status).send(errorView(failure, request.id));
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  drainRefusedBodies(app);
  refuseOtherMethods(app);
  return app;
}

function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  return path.length > 200 ? `${path.slice(0, 200)}…` : path;
}

/** What is not HTTP never becomes a request; the caller still gets an answer in the documented shape. */
function replyToBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = newId('req');
  const failure = fail('validation_failed', { public: messageFor(error.code) });
  const body = JSON.stringify(errorView(failure, requestId));
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `x-request-id: ${requestId}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function messageFor(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return 'The request headers are too large.';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'The request did not arrive in time.';
  return 'This is not a valid HTTP/1.1 request.';
}
