import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorView } from '../../platform/http/error-replies.ts';
import { type Failure, fail } from '../../platform/http/errors.ts';
import { isProgram, wantsHtml } from './negotiate.ts';
import { FIRST_LANGUAGE, readAddress } from './paths.ts';
import type { RouteParts } from './route-parts.ts';
import { SAFE_HEADERS } from './send-document.ts';

/**
 * Answers an address of the docs without a page, or one that cannot be decoded, with a page for people. Who asks for
 * JSON, or for a page as Markdown, gets the error of the API, with the nearest pages.
 */
export function showMissing(
  { docs, site }: Pick<RouteParts, 'docs' | 'site'>,
  failure: Failure,
  request: FastifyRequest,
  reply: FastifyReply,
): boolean {
  const address = readAddress(request.url);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isMissing = failure.code === 'not_found' || failure.code === 'validation_failed';
  if (address === undefined || !isRead || !isMissing) return false;
  const { language: asked = FIRST_LANGUAGE, slug, isMarkdown } = address;
  const isKnown = site.pages(asked).length > 0;
  const language = isKnown ? asked : FIRST_LANGUAGE;
  reply.code(404).headers({ ...SAFE_HEADERS, vary: 'Accept', 'cache-control': 'no-cache' });
  if (wantsHtml(request) || (isKnown && !isMarkdown && !isProgram(request))) {
    reply.type('text/html; charset=utf-8').send(docs.missing(language, slug));
    return true;
  }
  const near = docs.suggest(language, slug).map((path) => `${path}.md`);
  const hint = near.length === 0 ? '' : ` Near it: ${near.join(', ')}.`;
  const missing = fail('not_found', { public: `There is no such page of the docs.${hint} All pages: /llms.txt.` });
  reply.type('application/json; charset=utf-8').send(errorView(missing, request.id));
  return true;
}

/** The refusal of an address without anything. */
export function nothingAt({ method, url }: FastifyRequest): Failure {
  return fail('not_found', { public: `There is no ${method} ${url.split('?', 1)[0]} here.` });
}
