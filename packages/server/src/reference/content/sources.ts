import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Hand-written pages of the API, in the package; `overview.md` is the first page. */
const PAGES = fileURLToPath(new URL('../../../docs', import.meta.url));
/** The guides are packed beside those pages; in a checkout they are in the root's `docs/`. */
const GUIDES = [join(PAGES, 'guides'), fileURLToPath(new URL('../../../../../docs/guides', import.meta.url))];

/** The Markdown of a hand-written page. Throws when there is no such file: the package is not whole then. */
export function readPage(key: string): string {
  return readFileSync(join(PAGES, `${key}.md`), 'utf8');
}

/** The Markdown of every guide by its name; links between them lead to their pages. */
export function readGuides(): ReadonlyMap<string, string> {
  const folder = GUIDES.find((path) => existsSync(path));
  if (folder === undefined) return new Map();
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.md') ? [file.slice(0, -'.md'.length)] : []));
  return new Map(
    names.sort().map((name) => [name, linkToPages(readFileSync(join(folder, `${name}.md`), 'utf8'), new Set(names))]),
  );
}

/** The path below which the site shows the pictures of guides. */
export const PICTURES = '/docs/pictures';
const PICTURE_NAME = /^[a-z-]+\.webp$/;

/** A picture of the guides, WebP; nothing when there is none of that name. */
export function readPicture(name: string): Buffer | undefined {
  if (!PICTURE_NAME.test(name)) return undefined;
  const path = GUIDES.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : readFileSync(path);
}

/** Links of the repository as links of the site. What the site does not have keeps its text and loses its link. */
function linkToPages(markdown: string, shown: ReadonlySet<string>): string {
  return markdown.replace(
    /(!?)\[([^\]]+)\]\((?!https?:|\/|#|mailto:)([^)\s]+)\)/g,
    (_all, mark: string, text: string, target: string) => {
      if (mark === '!') return `![${text}](${PICTURES}/${target})`;
      const [, name = '', anchor = ''] = /^(?:\.\/)?([\w-]+)\.md(#.*)?$/.exec(target) ?? [];
      const page = shown.has(name) ? `/docs/guides/${name}` : undefined;
      return page === undefined ? text : `[${text}](${page}${anchor})`;
    },
  );
}
