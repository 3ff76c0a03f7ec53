import { LANGUAGES, type Language } from '../languages/index.ts';

/** The language whose pages have no prefix. */
export const FIRST_LANGUAGE: Language = LANGUAGES[0] ?? 'en';

/** The path of a page, such as `/zh/docs/api/files`. */
export function docsPath(language: Language, slug: string): string {
  const prefix = language === FIRST_LANGUAGE ? '' : `/${language}`;
  return `${prefix}/docs${slug === '' ? '' : `/${slug}`}`;
}

/** Where the index of the search is; no page has this name. */
export function searchPath(language: Language): string {
  return docsPath(language, 'search.json');
}

/** The path of a page's Markdown. */
export function markdownPath(language: Language, slug: string): string {
  return `${docsPath(language, slug)}.md`;
}

/** What a path below `/docs` or `/{language}/docs` asks for. The slug is whatever was sent, without its `.md`. */
export type Address = {
  /** As it stands in the path; `undefined` when none does. */
  readonly language: string | undefined;
  readonly slug: string;
  readonly isMarkdown: boolean;
  readonly hasTrailingSlash: boolean;
};

/** Reads the address out of a request's URL; `undefined` when it is not one of the docs. Never throws. */
export function readAddress(url: string): Address | undefined {
  const path = decode(url.split('?', 1)[0] ?? '');
  const { language, rest } = (OWN.exec(path) ?? PREFIXED.exec(path))?.groups ?? {};
  if (rest === undefined) return undefined;
  const { slug = '', extension } = /^\/?(?<slug>.*?)(?<extension>\.md)?\/?$/s.exec(rest)?.groups ?? {};
  return { language, slug, isMarkdown: extension !== undefined, hasTrailingSlash: rest.endsWith('/') };
}

const OWN = /^\/docs(?<rest>(?:\.md$|\/|$).*)$/s;
const PREFIXED = /^\/(?<language>[^/]+)\/docs(?<rest>(?:\.md$|\/|$).*)$/s;

/** A path that cannot be decoded is taken as it was sent: no page has such a name either. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
