import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Document, Encoding } from './document.ts';

/** Where a page may load from: this server only, and from it scripts, styles, pictures and the search index; nothing inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of everything the docs answer. */
export const SAFE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

/** May be kept, and has to be asked about again each time: a new version of the server shows at once. */
const ASK_EACH_TIME = 'public, no-cache';

/** Answers with a document as the caller can take it, or with 304 when it has it already. */
export async function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  document: Document,
  { cacheControl = ASK_EACH_TIME, vary = 'Accept-Encoding' }: { cacheControl?: string; vary?: string } = {},
): Promise<FastifyReply> {
  const encoding = chooseEncoding(request.headers['accept-encoding'], document.encodings);
  const etag = `"${document.hash}.${encoding}"`;
  reply.headers({ ...SAFE_HEADERS, etag, vary, 'cache-control': cacheControl });
  if (isKnown(request.headers['if-none-match'], document)) return reply.code(304).send();
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(document.type).send(await document.encode(encoding));
}

/** The first of these that the caller takes; a quality other than 0 counts as yes, `*` as all that are not named. */
function chooseEncoding(accepted: string | undefined, encodings: readonly Encoding[]): Encoding {
  const taken = new Map<string, boolean>();
  for (const item of (accepted ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((text) => text.trim());
    taken.set(name, !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)));
  }
  return encodings.find((encoding) => taken.get(encoding) ?? taken.get('*')) ?? 'identity';
}

/** Whether the caller has this content, in whichever encoding. */
function isKnown(tags: string | undefined, document: Document): boolean {
  return (tags ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '').startsWith(`"${document.hash}.`));
}
