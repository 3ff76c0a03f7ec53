import { Type } from 'typebox';
import type { HttpServer } from '../platform/http/server.ts';
import type { FileDeps } from './deps.ts';
import { serveMedia } from './serve-media.ts';

const MediaPath = Type.Object({ fileId: Type.String(), name: Type.String() });

/** `GET` and `HEAD /media/{fileId}/{name}`: the bytes of files, for whoever holds a signed URL. No API key. */
export function mediaRoutes(app: HttpServer, deps: FileDeps): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/media/:fileId/:name',
    exposeHeadRoute: false,
    config: { isPublic: true, mayTakeLong: true },
    schema: { params: MediaPath },
    handler: async (request, reply) => {
      const { status, headers, body } = await serveMedia(deps, {
        method: request.method,
        fileId: request.params.fileId,
        expires: textOf(request.query, 'expires'),
        signature: textOf(request.query, 'signature'),
        headers: request.headers,
      });
      return reply.code(status).headers(headers).send(body);
    },
  });
}

/** No schema here: what is wrong with the query is nobody's business, it is a 404 like the rest. */
function textOf(query: unknown, key: string): string {
  const value: unknown = typeof query === 'object' && query !== null ? Reflect.get(query, key) : undefined;
  return typeof value === 'string' ? value : '';
}
