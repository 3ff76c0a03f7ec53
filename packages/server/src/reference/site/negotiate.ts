import type { FastifyRequest } from 'fastify';

/** Whether the caller is a browser, or says otherwise that it shows HTML; programs that take anything are not. */
export function wantsHtml({ headers }: FastifyRequest): boolean {
  return rank(headers.accept, 'text/html') > 0;
}

/** Whether the caller says that it is a program: it asks for JSON or Markdown by name, and not for HTML. */
export function isProgram(request: FastifyRequest): boolean {
  const { accept } = request.headers;
  return !wantsHtml(request) && (rank(accept, 'application/json') > 0 || rank(accept, 'text/markdown') > 0);
}

/** Whether the caller would rather have Markdown, as some agents say. */
export function prefersMarkdown({ headers }: FastifyRequest): boolean {
  const markdown = rank(headers.accept, 'text/markdown');
  return markdown > 0 && markdown >= rank(headers.accept, 'text/html');
}

/** The language of these that the caller would like best; `undefined` when it asks for none of them. */
export function preferredLanguage({ headers }: FastifyRequest, languages: readonly string[]): string | undefined {
  const asked = qualities(headers['accept-language']).filter(([, quality]) => quality > 0);
  // `zh-hant-tw` is rather `zh-Hant` than `zh`.
  const known = languages.toSorted((a, b) => b.length - a.length);
  return asked
    .toSorted(([, a], [, b]) => b - a)
    .map(([tag]) => known.find((language) => `${tag}-`.startsWith(`${language.toLowerCase()}-`)))
    .find((language) => language !== undefined);
}

/** How much a media type is wanted, by its own name only: 0 to 1. */
function rank(accept: string | undefined, type: string): number {
  return qualities(accept).find(([name]) => name === type)?.[1] ?? 0;
}

function qualities(header: string | undefined): readonly (readonly [name: string, quality: number])[] {
  return (header ?? '')
    .toLowerCase()
    .split(',')
    .map((item) => {
      const [name = '', ...parameters] = item.split(';').map((text) => text.trim());
      const quality = Number(parameters.find((text) => text.startsWith('q='))?.slice('q='.length) ?? 1);
      return [name, Number.isNaN(quality) ? 0 : quality];
    });
}
