import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Site } from '../content/index.ts';
import { LANGUAGES } from '../languages/index.ts';
import { nothingAt } from './missing.ts';
import { prefersMarkdown } from './negotiate.ts';
import { type Address, docsPath, FIRST_LANGUAGE, markdownPath, readAddress } from './paths.ts';
import type { RouteParts } from './route-parts.ts';
import { sendDocument } from './send-document.ts';

const MOVED = 301;
const FOUND = 302;
const NOWHERE: Address = { language: undefined, slug: '?', isMarkdown: false, hasTrailingSlash: false };

/** Answers a page of the docs, as Markdown where that is asked for. Other ways to write its address lead to it. */
export function answerPage({ app, site, docs }: RouteParts, request: FastifyRequest, reply: FastifyReply) {
  const address = readAddress(request.url) ?? NOWHERE;
  const { language = FIRST_LANGUAGE, slug, isMarkdown } = address;
  const page = site.find(language, slug);
  const [asked = '', query] = request.url.split(/(?=\?)/, 2);
  const leadTo = (path: string, status: number) => reply.redirect(`${path}${query ?? ''}`, status);
  const path = encodeURI(pathOf(address, language, slug));
  if (page === undefined) {
    // Another page of this server, such as the interactive reference.
    if (address.hasTrailingSlash && app.hasRoute({ method: 'GET', url: path })) return leadTo(path, MOVED);
    const meant = otherPlace(site, address);
    if (meant !== undefined) return leadTo(meant, FOUND);
    throw nothingAt(request);
  }
  if (asked !== path) return leadTo(path, MOVED);
  const wantsMarkdown = isMarkdown || prefersMarkdown(request);
  return (wantsMarkdown ? docs.markdown : docs.html)(language, page).then((document) =>
    sendDocument(request, reply, document, { vary: 'Accept, Accept-Encoding' }),
  );
}

function pathOf({ isMarkdown }: Address, language: string, slug: string): string {
  return isMarkdown ? markdownPath(language, slug) : docsPath(language, slug);
}

/** Where an address without a page leads: `/docs/zh/…` to the page in that language, `/docs/api` to its first page. */
function otherPlace(site: Site, address: Address): string | undefined {
  const { language = FIRST_LANGUAGE, slug } = address;
  const [start = '', ...rest] = slug.split('/');
  const isLanguage = address.language === undefined && LANGUAGES.includes(start);
  if (isLanguage) {
    const inside = rest.join('/');
    return site.find(start, inside) === undefined ? undefined : pathOf(address, start, inside);
  }
  const first = site.pages(language).find((page) => page.slug.startsWith(`${slug}/`));
  return first === undefined ? undefined : pathOf(address, language, first.slug);
}
