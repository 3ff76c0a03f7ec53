import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { fail } from '../../platform/http/errors.ts';
import type { HttpServer } from '../../platform/http/server.ts';
import { PICTURES, readPicture, type Site } from '../content/index.ts';
import { LANGUAGES } from '../languages/index.ts';
import { answerPage } from './answer-page.ts';
import { readAssets } from './assets.ts';
import { createDocs } from './docs.ts';
import { createBinaryDocument, type Document } from './document.ts';
import { createHighlight } from './highlight/create-highlight.ts';
import { createRenderMarkdown } from './markdown/render-markdown.ts';
import { nothingAt, showMissing } from './missing.ts';
import { preferredLanguage, wantsHtml } from './negotiate.ts';
import { docsPath, FIRST_LANGUAGE, searchPath } from './paths.ts';
import type { RouteParts } from './route-parts.ts';
import { sendDocument } from './send-document.ts';

export type DocsDeps = {
  readonly site: Site;
  /** Where this server is reached, for addresses that must be whole; without a slash at its end. */
  readonly baseUrl: () => string;
};

/**
 * Adds the docs: `/docs/…` and `/{language}/docs/…` as pages, the same with `.md` as Markdown, `/llms.txt` and
 * `/llms-full.txt`, and what pages load. They need no key and count on no rate limit: what is sent was made before.
 * Add them before `refuseOtherMethods`.
 */
export function docsRoutes(app: HttpServer, { site, baseUrl }: DocsDeps): void {
  const assets = readAssets();
  const { highlight, close } = createHighlight();
  app.addHook('onClose', async () => close());
  const renderMarkdown = createRenderMarkdown(highlight);
  const parts = { app, site, assets, docs: createDocs({ site, baseUrl, assets: assets.paths, renderMarkdown }) };
  addPages(parts);
  addLoaded(parts);
  addTexts(parts);
  addEntrances(parts);
  app.errorPages.push((failure, request, reply) => showMissing(parts, failure, request, reply));
}

function addPages(parts: RouteParts): void {
  const handler = (request: FastifyRequest, reply: FastifyReply) => answerPage(parts, request, reply);
  for (const start of ['/docs', ...LANGUAGES.map((language) => `/${language}/docs`)]) {
    for (const url of [start, `${start}.md`, `${start}/*`]) {
      parts.app.route({ method: 'GET', url, config: { isPublic: true }, handler });
    }
    refuseWriting(parts.app, `${start}/*`);
  }
}

const WRITING: readonly HTTPMethods[] = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const ALLOWED = 'GET, HEAD';

/** `refuseOtherMethods` leaves paths with a wildcard alone, since others may have routes below them. */
function refuseWriting(app: HttpServer, url: string): void {
  app.route({
    method: [...WRITING],
    url,
    config: { isPublic: true },
    onRequest: (request, _reply, done) => {
      const message = `${request.method} is not allowed here: the docs are read only. Use ${ALLOWED}.`;
      done(fail('method_not_allowed', { public: message, headers: { allow: ALLOWED } }));
    },
    handler: () => undefined,
  });
}

/** What pages load: assets under names that change with their content, and the index of the search. */
function addLoaded({ app, assets, docs }: RouteParts): void {
  // Read and hashed once: anyone may ask, as often as they like.
  const pictures = new Map<string, Document>();
  app.route({
    method: 'GET',
    url: '/docs/_assets/:name',
    config: { isPublic: true },
    handler: (request, reply) => {
      const document = assets.find(request.url.split('?', 1)[0] ?? '');
      if (document === undefined) throw nothingAt(request);
      return sendDocument(request, reply, document, { cacheControl: 'public, max-age=31536000, immutable' });
    },
  });
  app.route<{ Params: { name: string } }>({
    method: 'GET',
    url: `${PICTURES}/:name`,
    config: { isPublic: true },
    handler: (request, reply) => {
      const { name } = request.params;
      const picture = pictures.get(name) ?? openPicture(name);
      if (picture === undefined) throw nothingAt(request);
      pictures.set(name, picture);
      return sendDocument(request, reply, picture);
    },
  });
  for (const language of LANGUAGES) {
    app.route({
      method: 'GET',
      url: searchPath(language),
      config: { isPublic: true },
      handler: async (request, reply) => sendDocument(request, reply, await docs.searchIndex(language)),
    });
  }
}

function openPicture(name: string): Document | undefined {
  const bytes = readPicture(name);
  return bytes === undefined ? undefined : createBinaryDocument('image/webp', bytes);
}

function addTexts({ app, docs }: RouteParts): void {
  for (const [url, amount] of [
    ['/llms.txt', 'index'],
    ['/llms-full.txt', 'full'],
  ] as const) {
    app.route({
      method: 'GET',
      url,
      config: { isPublic: true },
      handler: async (request, reply) => sendDocument(request, reply, await docs.llms(amount)),
    });
  }
}

/** Browsers that come to the server's first page are led to the docs in a language they ask for, `/zh` to its docs. */
function addEntrances({ app }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/',
    config: { isPublic: true },
    handler: (request, reply) => {
      if (!wantsHtml(request)) throw nothingAt(request);
      const language = preferredLanguage(request, LANGUAGES) ?? FIRST_LANGUAGE;
      return reply.header('vary', 'Accept, Accept-Language').redirect(docsPath(language, ''));
    },
  });
  for (const language of LANGUAGES) {
    for (const url of [`/${language}`, `/${language}/`]) {
      app.route({
        method: 'GET',
        url,
        config: { isPublic: true },
        handler: (_request, reply) => reply.redirect(docsPath(language, ''), 301),
      });
    }
  }
}
