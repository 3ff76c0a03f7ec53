import type { FastifyRequest } from 'fastify';

/** Whether the caller is a browser, or says otherwise that it shows HTML; programs that take anything are not. */
export function wantsHtml({ headers }: FastifyRequest): boolean {
  return rank(headers.accept, 'text/html') > 0;
}

/** Whether the caller would rather have Markdown, as some agents say. */
export function prefersMarkdown({ headers }: FastifyRequest): boolean {
  const markdown = rank(headers.accept, 'text/markdown');
  return markdown > 0 && markdown >= rank(headers.accept, 'text/html');
}

/** The first of the given language tags, best first, that the caller asks for; `undefined` when it asks for none. */
export function preferredLanguage({ headers }: FastifyRequest, languages: readonly string[]): string | undefined {
  const asked = qualities(headers['accept-language']).toSorted(([, a], [, b]) => b - a);
  for (const [tag, quality] of asked) {
    const found = languages.find((language) => tag === language || tag.startsWith(`${language}-`));
    if (quality > 0 && found !== undefined) return found;
  }
  return undefined;
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
