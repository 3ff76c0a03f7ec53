import type { Page } from '../../content/index.ts';
import { LANGUAGES, type Language, type Texts, textsOf } from '../../languages/index.ts';
import type { Assets } from '../assets.ts';
import { docsPath } from '../paths.ts';

/** What stands around the text of any page. */
export type Surroundings = {
  readonly language: Language;
  readonly words: Texts['site'];
  /** The language as HTML and HTTP name it, such as `zh-Hans`. */
  readonly tag: string;
  /** All pages in the order of the navigation. */
  readonly pages: readonly Page[];
  /** The page that is shown; `undefined` when there is none at the address. */
  readonly current: Page | undefined;
  readonly assets: Assets['paths'];
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The other languages, with the same page in each, or their first page. */
  readonly others: readonly OtherLanguage[];
};

export type OtherLanguage = { readonly tag: string; readonly name: string; readonly path: string };

type Parts = Pick<Surroundings, 'language' | 'pages' | 'current' | 'assets' | 'baseUrl'> & {
  /** Whether a language has a page. */
  readonly has: (language: Language, slug: string) => boolean;
};

/** Puts the surroundings of a page together. */
export function surround({ has, ...parts }: Parts): Surroundings {
  const texts = textsOf(parts.language);
  const slug = parts.current?.slug ?? '';
  const others = LANGUAGES.filter((language) => language !== parts.language).map((language) => {
    const { tag, name } = textsOf(language);
    return { tag, name, path: docsPath(language, has(language, slug) ? slug : '') };
  });
  return { ...parts, words: texts.site, tag: texts.tag, others };
}
