import type { Catalogue } from '../../catalogue/index.ts';
import { LANGUAGES, type Language, type Texts, textsOf } from '../languages/index.ts';
import { expandPage } from './expand-page.ts';
import { modelPage } from './model-page/index.ts';
import { modelReference } from './model-reference.ts';
import { ENTRIES, type Entry, GUIDES, MODEL_INDEX } from './navigation.ts';
import type { Page, Site } from './page.ts';
import { readGuides, readPage } from './sources.ts';

export type SiteDeps = {
  readonly catalogue: Catalogue;
  /** Where this server is reached, such as `http://127.0.0.1:8787`; asked on every call. */
  readonly baseUrl: () => string;
};

/** The docs of a server: hand-written pages, one generated page for each model, and the guides. */
export function createSite({ catalogue, baseUrl }: SiteDeps): Site {
  const kept = new Map<Language, { readonly url: string; readonly made: readonly Page[] }>();
  const pages = (language: Language): readonly Page[] => {
    if (!LANGUAGES.includes(language)) return [];
    const url = baseUrl();
    const known = kept.get(language);
    if (known?.url === url) return known.made;
    const made = allPages({ catalogue, language, texts: textsOf(language), url });
    kept.set(language, { url, made });
    return made;
  };
  return { pages, find: (language, slug) => pages(language).find((page) => page.slug === slug) };
}

type Making = {
  readonly catalogue: Catalogue;
  readonly language: Language;
  readonly texts: Texts;
  readonly url: string;
};

function allPages(making: Making): readonly Page[] {
  return [...ENTRIES.map((entry) => writtenPage(making, entry)), ...modelPages(making), ...guidePages(making)];
}

function writtenPage({ catalogue, texts, language, url }: Making, { slug, section, key }: Entry): Page {
  const markdown = expandPage(readPage(key), { catalogue, baseUrl: url });
  return { slug, section: texts.sections[section], ...texts.pages[key], markdown, isTranslated: language === 'en' };
}

function modelPages({ catalogue, texts, url }: Making): readonly Page[] {
  const section = texts.sections[MODEL_INDEX.section];
  const models = catalogue.list();
  const index: Page = {
    slug: MODEL_INDEX.slug,
    section,
    ...texts.pages[MODEL_INDEX.key],
    markdown: modelReference(texts, models),
    isTranslated: true,
  };
  const each = models.map((model): Page => {
    const { id, displayName } = model.descriptor;
    return {
      slug: `api/models/${id}`,
      section,
      title: displayName,
      description: texts.model.description(displayName, id),
      markdown: modelPage({ texts, model, baseUrl: url }),
      isTranslated: true,
    };
  });
  return [index, ...each];
}

function guidePages({ texts, language }: Making): readonly Page[] {
  const guides = readGuides();
  const listed = GUIDES.flatMap((key) => {
    const markdown = guides.get(key.slice('guides/'.length));
    return markdown === undefined ? [] : [{ slug: key, ...texts.pages[key], markdown }];
  });
  const slugs = new Set<string>(listed.map(({ slug }) => slug));
  const others = [...guides]
    .map(([name, markdown]) => ({ slug: `guides/${name}`, ...saidBy(markdown), markdown }))
    .filter(({ slug }) => !slugs.has(slug));
  return [...listed, ...others].map((guide) => ({
    ...guide,
    section: texts.sections.guides,
    isTranslated: language === 'en',
  }));
}

/** Title and first sentence of a guide that no language has a name for yet. */
function saidBy(markdown: string): { title: string; description: string } {
  const [, title = ''] = /^# (.+)$/m.exec(markdown) ?? [];
  const [, paragraph = title] = /^# .+\n+((?:[^\n#|`].*\n?)+)/m.exec(markdown) ?? [];
  const [sentence = paragraph] = paragraph
    .replaceAll('\n', ' ')
    .trim()
    .split(/(?<=\.) /);
  return { title, description: sentence };
}
