import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { type Failure, fail } from './errors.ts';
import type { HttpServer } from './server.ts';

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/**
 * Reads JSON bodies: UTF-8 only and not compressed, said or not. A body that is announced and empty is no body: routes
 * that need one say so by their schema. `100 Continue` is sent once the headers have passed, not before.
 */
export function readJsonBodies(app: HttpServer): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const refusal = refusalOf(request, body);
    if (refusal !== undefined) done(refusal);
    else if (body.length === 0) done(null, undefined);
    else parseJson(request, body.toString('utf8'), done);
  });
  app.server.on('checkContinue', (request, response) => app.server.emit('request', request, response));
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (request.headers.expect !== undefined) reply.raw.writeContinue();
    done(null);
  });
}

function refusalOf(request: FastifyRequest, body: Buffer): Failure | undefined {
  const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    return fail('unsupported_media_type', { public: 'The body must be UTF-8; leave the charset out.' });
  }
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return fail('unsupported_media_type', { public: 'Send the body uncompressed, without Content-Encoding.' });
  }
  return isUtf8(body)
    ? undefined
    : fail('validation_failed', { public: 'The request body is not valid UTF-8, as JSON has to be.' });
}
