import { Type } from 'typebox';
import { fail } from '../../../platform/http/errors.ts';
import type { HttpServer } from '../../../platform/http/server.ts';
import { sendDocument } from '../../site/send-document.ts';
import { type Assets, readAssets } from './assets.ts';
import { missingViewerPage, VIEWER_PATH, viewerPage } from './page.ts';

/** Nothing inline and nothing from elsewhere; the calls that are tried go to this server. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SAFE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

const FOR_EVER = 'public, max-age=31536000, immutable';

/** Adds the interactive reference at `/docs/api/reference` and the files it loads. */
export function viewerRoutes(app: HttpServer, deps: { readonly assetsFolder?: string } = {}): void {
  const assets = createLookup(deps.assetsFolder);
  app.route({
    method: 'GET',
    url: VIEWER_PATH,
    config: { isPublic: true },
    handler(_request, reply) {
      const found = assets();
      reply.headers({ ...SAFE_HEADERS, 'cache-control': 'public, no-cache' }).type('text/html; charset=utf-8');
      return found === undefined ? reply.code(503).send(missingViewerPage()) : reply.send(viewerPage(found));
    },
  });
  app.route({
    method: 'GET',
    url: `${VIEWER_PATH}/`,
    config: { isPublic: true },
    handler: (_request, reply) => reply.redirect(VIEWER_PATH, 301),
  });
  app.route({
    method: 'GET',
    url: `${VIEWER_PATH}/:file`,
    config: { isPublic: true },
    schema: { params: Type.Object({ file: Type.String() }) },
    handler(request, reply) {
      const document = assets()?.find(request.params.file);
      if (document === undefined) throw fail('not_found', { public: 'The reference page has no such file.' });
      return sendDocument(request, reply, document, { cacheControl: FOR_EVER });
    },
  });
}

/** The files are looked for at the first request, and again until they are there. */
function createLookup(folder: string | undefined): () => Assets | undefined {
  let found: Assets | undefined;
  return () => {
    found ??= readAssets(folder);
    return found;
  };
}
