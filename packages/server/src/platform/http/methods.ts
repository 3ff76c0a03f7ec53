import type { HTTPMethods } from 'fastify';
import { fail } from './errors.ts';
import type { HttpServer } from './server.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Once all routes are known, every other method on their paths answers 405 with `Allow` instead of 404. */
export function refuseOtherMethods(app: HttpServer): void {
  const methodsByUrl = new Map<string, Set<HTTPMethods>>();
  let isComplete = false;
  app.addHook('onRoute', ({ url, method }) => {
    if (isComplete || url.includes('*')) return;
    const known = methodsByUrl.get(url) ?? new Set<HTTPMethods>();
    for (const one of [method].flat()) known.add(one);
    methodsByUrl.set(url, known);
  });
  app.decorate('refuseOtherMethods', () => {
    // After the plugins that wait to be loaded: their routes count too.
    app.after(() => {
      isComplete = true;
      for (const [url, known] of methodsByUrl) addRefusal(app, url, [...known]);
    });
  });
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Call after the last route was added. */
    refuseOtherMethods(): void;
  }
}

function addRefusal(app: HttpServer, url: string, known: readonly HTTPMethods[]): void {
  const others = METHODS.filter((method) => !known.includes(method));
  if (others.length === 0) return;
  const allow = known.join(', ');
  app.route({
    method: [...others],
    url,
    config: { isPublic: true },
    exposeHeadRoute: false,
    // Refused on the headers, before any body is read.
    onRequest: (request, _reply, done) => {
      done(
        fail('method_not_allowed', {
          public: `${request.method} is not allowed here; use ${allow}.`,
          headers: { allow },
        }),
      );
    },
    handler: () => undefined,
  });
}
