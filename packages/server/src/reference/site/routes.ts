import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorView } from '../../platform/http/error-replies.ts';
import { type Failure, fail } from '../../platform/http/errors.ts';
import type { HttpServer } from '../../platform/http/server.ts';
import type { Site } from '../content/index.ts';
import { LANGUAGES } from '../languages/index.ts';
import { type Assets, readAssets } from './assets.ts';
import { createDocs, type Docs } from './docs.ts';
import { createHighlight } from './highlight/create-highlight.ts';
import { createRenderMarkdown } from './markdown/render-markdown.ts';
import { preferredLanguage, prefersMarkdown, wantsHtml } from './negotiate.ts';
import { type Address, docsPath, FIRST_LANGUAGE, readAddress } from './paths.ts';
import { SAFE_HEADERS, sendDocument } from './send-document.ts';

export type DocsDeps = {
  readonly site: Site;
  /** Where this server is reached, for addresses that must be whole; without a slash at its end. */
  readonly baseUrl: () => string;
};

type Parts = { readonly app: HttpServer; readonly site: Site; readonly docs: Docs; readonly assets: Assets };

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
  addTexts(parts);
  addEntrance(parts);
  app.errorPages.push((failure, request, reply) => showMissing(parts, failure, request, reply));
}

function addPages(parts: Parts): void {
  const handler = (request: FastifyRequest, reply: FastifyReply) => answerPage(parts, request, reply);
  for (const start of ['/docs', ...LANGUAGES.map((language) => `/${language}/docs`)]) {
    for (const url of [start, `${start}.md`, `${start}/*`]) {
      parts.app.route({ method: 'GET', url, config: { isPublic: true }, handler });
    }
  }
  parts.app.route({
    method: 'GET',
    url: '/docs/_assets/:name',
    config: { isPublic: true },
    handler: (request, reply) => {
      const document = parts.assets.find(request.url.split('?', 1)[0] ?? '');
      if (document === undefined) throw nothingAt(request);
      return sendDocument(request, reply, document, { cacheControl: 'public, max-age=31536000, immutable' });
    },
  });
}

function answerPage({ app, site, docs }: Parts, request: FastifyRequest, reply: FastifyReply) {
  const { language = FIRST_LANGUAGE, ...address } = readAddress(request.url) ?? NOWHERE;
  const page = site.find(language, address.slug);
  const path = `${docsPath(language, address.slug)}${address.isMarkdown ? '.md' : ''}`;
  if (page === undefined) {
    const isElsewhere = address.hasTrailingSlash && app.hasRoute({ method: 'GET', url: path });
    if (isElsewhere) return reply.redirect(path, MOVED);
    throw nothingAt(request);
  }
  const isOldPath = address.hasTrailingSlash || request.url.startsWith(`/${FIRST_LANGUAGE}/`);
  if (isOldPath) return reply.redirect(path, MOVED);
  const isMarkdown = address.isMarkdown || prefersMarkdown(request);
  return (isMarkdown ? docs.markdown : docs.html)(language, page).then((document) =>
    sendDocument(request, reply, document, { vary: 'Accept, Accept-Encoding' }),
  );
}

const MOVED = 301;
const NOWHERE: Address = { language: undefined, slug: '?', isMarkdown: false, hasTrailingSlash: false };

function addTexts({ app, docs }: Parts): void {
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

/** Browsers that come to the server's first page are led to the docs, in a language they ask for. */
function addEntrance({ app }: Parts): void {
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
}

/** Below `/docs` a path that cannot be decoded means the same as one without a page: a page for those who read HTML. */
function showMissing({ docs, site }: Parts, failure: Failure, request: FastifyRequest, reply: FastifyReply): boolean {
  const address = readAddress(request.url);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isMissing = failure.code === 'not_found' || failure.code === 'validation_failed';
  if (address === undefined || !isRead || !isMissing) return false;
  const isKnown = address.language !== undefined && site.pages(address.language).length > 0;
  const language = isKnown ? (address.language ?? FIRST_LANGUAGE) : FIRST_LANGUAGE;
  reply.code(404).headers({ ...SAFE_HEADERS, vary: 'Accept', 'cache-control': 'no-cache' });
  if (wantsHtml(request)) {
    reply.type('text/html; charset=utf-8').send(docs.missing(language, address.slug));
    return true;
  }
  const near = docs.suggest(language, address.slug).map((path) => `${path}.md`);
  const hint = near.length === 0 ? '' : ` Near it: ${near.join(', ')}.`;
  const missing = fail('not_found', { public: `There is no such page of the docs.${hint} All pages: /llms.txt.` });
  reply.type('application/json; charset=utf-8').send(errorView(missing, request.id));
  return true;
}

function nothingAt({ method, url }: FastifyRequest): Failure {
  return fail('not_found', { public: `There is no ${method} ${url.split('?', 1)[0]} here.` });
}
