import { createHttpServer } from '../../platform/http/server.ts';
import { silentLog } from '../../platform/testing.ts';
import type { Page, Site } from '../content/index.ts';
import { docsRoutes } from './index.ts';

export const BASE_URL = 'https://media.example';

const page = (slug: string, title: string, text = `Text of ${title}.`): Page => ({
  slug,
  section: slug === '' ? 'Start' : 'API',
  title,
  description: `All about ${title}.`,
  markdown: `# ${title}\n\n${text}\n`,
  isTranslated: true,
});

const ENGLISH: readonly Page[] = [
  page(
    '',
    'Overview',
    'Read [files](/docs/api/files#limits), [the viewer](/docs/api/reference), [a site](https://a.example/x).',
  ),
  page('api/files', 'Files', '## Limits\n\n```bash\ncurl "$URL"\n```\n\n## More'),
  page('api/models/wan', 'Wan'),
];
const CHINESE: readonly Page[] = [
  { ...page('', '概览', '见[文件](/docs/api/files)。'), section: '入门' },
  { ...page('api/files', 'Files'), title: '文件', section: 'API', isTranslated: false },
  { ...page('api/models/wan', '万相'), section: 'API' },
];

/** For tests only: a small site in both languages, which gives another list of pages once `change` was called. */
export function smallSite(): Site & { change(): void } {
  let lists: Readonly<Record<string, readonly Page[]>> = { en: ENGLISH, zh: CHINESE };
  const pages = (language: string) => lists[language] ?? NO_PAGES;
  return {
    pages,
    find: (language, slug) => pages(language).find((one) => one.slug === slug),
    change() {
      lists = { ...lists, en: ENGLISH.map((one) => ({ ...one, markdown: one.markdown.replace('Text', 'New text') })) };
    },
  };
}

const NO_PAGES: readonly Page[] = [];

/** For tests only: a server with nothing but the docs, closed after the test. */
export function docsServer(t: { after(work: () => unknown): void }, site: Site = smallSite()) {
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  app.route({ method: 'GET', url: '/docs/api/reference', handler: () => 'the viewer' });
  docsRoutes(app, { site, baseUrl: () => BASE_URL });
  app.refuseOtherMethods();
  return app;
}
