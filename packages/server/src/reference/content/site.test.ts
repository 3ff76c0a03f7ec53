import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { SCOPES } from '../../accounts/index.ts';
import { createCatalogue } from '../../catalogue/index.ts';
import { readConfig } from '../../config.ts';
import { ERROR_STATUS } from '../../platform/http/errors.ts';
import { LANGUAGES, textsOf } from '../languages/index.ts';
import { createSite, PICTURES, readPicture } from './index.ts';
import { blocksOf, tablesOf } from './testing.ts';

const BASE_URL = 'https://pictures.example.com';
const site = createSite({ catalogue: createCatalogue(), baseUrl: () => BASE_URL });
const english = site.pages('en');
/** Pages of the site that are not made of Markdown. */
const OTHER_PLACES = ['/docs/api/reference', '/llms.txt', '/llms-full.txt'];

function pageOf(slug: string): string {
  const page = site.find('en', slug);
  assert.ok(page, slug);
  return page.markdown;
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}

describe('the site', () => {
  test('has all pages, in the order of the navigation', () => {
    const slugs = english.map(({ slug }) => slug);
    assert.deepEqual(slugs.slice(0, 15), [
      '',
      'quickstart',
      'authentication',
      'api/models',
      'api/generations',
      'api/generation-status',
      'api/files',
      'api/credits',
      'api/webhooks',
      'api/errors-and-limits',
      'api/idempotency',
      'api/openapi',
      'sdk',
      'changelog',
      'api/model-reference',
    ]);
    assert.deepEqual(slugs.slice(15, 17), ['api/models/wan-2-7-image-pro', 'api/models/wan-2-7-image']);
    assert.ok(slugs.includes('guides/operate') && slugs.includes('guides/painter'));
    assert.equal(new Set(slugs).size, slugs.length);
  });

  test('keeps the pages of a section together', () => {
    const sections = english.map(({ section }) => section);
    const starts = sections.filter((section, index) => section !== sections[index - 1]);
    assert.deepEqual(starts, Object.values(textsOf('en').sections));
  });

  for (const language of LANGUAGES) {
    test(`${language}: every page has its title and one sentence, and nothing left to fill in`, () => {
      const pages = site.pages(language);
      assert.equal(pages.length, english.length);
      for (const { slug, title, description, markdown } of pages) {
        assert.match(markdown, /^# \S/, slug);
        assert.ok(title.length > 1 && description.length > 10, slug);
        assert.doesNotMatch(description, /[`*\n]/, slug);
        assert.doesNotMatch(markdown, /SERVER_URL|```request|<!-- (?!badges|facts)|undefined|\[object/, slug);
        assert.doesNotMatch(withoutCode(markdown).replaceAll(/<!-- \w+ -->/g, ''), /<[a-z!/]/i, slug);
      }
    });
  }

  test('translates model pages and titles, and says which pages are English', () => {
    const pages = site.pages('zh');
    const translated = pages.filter(({ isTranslated }) => isTranslated).map(({ slug }) => slug);
    assert.deepEqual(translated, ['api/model-reference', 'api/models/wan-2-7-image-pro', 'api/models/wan-2-7-image']);
    for (const { slug, title } of pages.filter((page) => page.section !== textsOf('zh').sections.models)) {
      const [known] = english.filter((page) => page.slug === slug);
      if (!['OpenAPI', 'TypeScript SDK'].includes(title)) assert.notEqual(title, known?.title, slug);
    }
    const page = site.find('zh', 'api/models/wan-2-7-image-pro')?.markdown ?? '';
    const prose = withoutCode(page).replaceAll(/Wan 2\.7 Image Pro|Rivya Public API v1|Files API|MIME/g, '');
    assert.deepEqual(prose.match(/[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}/g), null, 'no English sentence is left');
  });

  test('titles of written pages are their first line', () => {
    for (const { slug, title, markdown } of english.filter((page) => !/^(?:guides|api\/models)\//.test(page.slug))) {
      assert.equal(markdown.split('\n', 1)[0], `# ${title}`, slug);
    }
  });

  test('links lead to pages and headings that are there', () => {
    const pages = LANGUAGES.flatMap((language) => site.pages(language));
    const broken = pages.flatMap(({ slug, markdown }) =>
      [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = '']) => (target.startsWith('#') ? `/docs/${slug}${target}` : target))
        .filter((target) => !isThere(target))
        .map((target) => `${slug} -> ${target}`),
    );
    assert.deepEqual(broken, []);
  });

  test('languages and pages that do not exist are absent, whatever they are called', () => {
    assert.deepEqual(site.pages('xx'), []);
    for (const slug of ['api/models/nothing', '../quickstart', '__proto__', 'constructor', 'docs', 'quickstart/']) {
      assert.equal(site.find('en', slug), undefined, slug);
      assert.equal(site.find('constructor', slug), undefined, slug);
    }
  });

  test('samples call the server they are printed by, also after its address changed', () => {
    let baseUrl = 'http://127.0.0.1:1';
    const moving = createSite({ catalogue: createCatalogue(), baseUrl: () => baseUrl });
    assert.match(moving.find('en', 'quickstart')?.markdown ?? '', /curl http:\/\/127\.0\.0\.1:1\/api/);
    baseUrl = 'https://two.example.com';
    assert.match(moving.find('en', 'quickstart')?.markdown ?? '', /curl https:\/\/two\.example\.com\/api/);
    assert.match(moving.find('en', 'quickstart')?.markdown ?? '', /export RIVYA_URL=https:\/\/two\.example\.com\n/);
  });
});

type Schema = { readonly properties?: object; readonly enum?: readonly string[] };
type Operation = {
  readonly description?: string;
  readonly 'x-scopes'?: readonly string[];
  readonly parameters?: readonly { readonly name: string }[];
};
const openapi: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
} = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'));

function fieldsOf(...schemas: readonly string[]): readonly string[] {
  return schemas.flatMap((name) => Object.keys(openapi.components.schemas[name]?.properties ?? {})).sort();
}

/** The fields in the tables of a page; one row may tell of several. */
function fieldsOn(slug: string): readonly string[] {
  const tables = tablesOf(pageOf(slug)).filter(({ heads }) => heads[0] === 'Field' && heads.length === 2);
  return tables.flatMap(({ rows }) => rows.flatMap(([field = '']) => field.split(', '))).sort();
}

/** Whether a link of the site leads somewhere. */
function isThere(target: string): boolean {
  if (target.startsWith(`${PICTURES}/`)) return readPicture(target.slice(PICTURES.length + 1)) !== undefined;
  if (/^https?:/.test(target) || OTHER_PLACES.includes(target)) return true;
  const [, slug = '', anchor] = /^\/docs(?:\/([^#]*))?(?:#(.*))?$/.exec(target) ?? [];
  const page = target.startsWith('/docs') ? site.find('en', slug) : undefined;
  return page !== undefined && (anchor === undefined || anchorsOf(page.markdown).includes(anchor));
}

function anchorsOf(markdown: string): readonly string[] {
  const headings = markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{2,} (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, ''),
  );
}

describe('what the pages list', () => {
  test('error codes and statuses are those of the server', () => {
    const listed = tablesOf(pageOf('api/errors-and-limits')).find(({ heads }) => heads[0] === 'Code');
    const known = Object.entries(ERROR_STATUS).map(([code, status]) => `${code} ${status}`);
    assert.deepEqual(listed?.rows.map(([code, status]) => `${code} ${status}`).sort(), known.sort());
    const ofKeys = tablesOf(pageOf('authentication')).find(({ heads }) => heads[0] === 'Code');
    for (const [code, status] of ofKeys?.rows ?? []) assert.ok(known.includes(`${code} ${status}`), code);
  });

  test('task failures, scopes and upload limits are those of the server', () => {
    const failures = tablesOf(pageOf('api/generation-status')).find(({ heads }) => heads[0] === 'Code');
    const codes = openapi.components.schemas['GenerationErrorCode']?.enum;
    assert.deepEqual(
      failures?.rows.map(([code]) => code),
      codes,
    );
    const scopes = tablesOf(pageOf('authentication')).find(({ heads }) => heads[0] === 'Scope');
    assert.deepEqual(
      scopes?.rows.map(([scope]) => scope),
      [...SCOPES],
    );
    const limits = tablesOf(pageOf('api/files')).find(({ heads }) => heads[1] === 'Max size');
    const upload = openapi.paths['/api/v1/files']?.['post']?.description ?? '';
    assert.equal(limits?.rows.length, 3);
    for (const [kind, size, types] of limits?.rows ?? [])
      assert.ok(upload.includes(`${kind} ${size} (${types})`), kind);
  });

  test('default limits and times are those of the settings', () => {
    const { rateLimits, timeouts, retention } = readConfig({});
    const limits = pageOf('api/errors-and-limits');
    assert.ok(limits.includes(`| ${rateLimits.createsPerMinute} a minute |`));
    assert.ok(limits.includes(`| ${rateLimits.readsPerMinute.toLocaleString('en')} a minute |`));
    const hours = timeouts.queueMs / 3_600_000;
    const minutes = timeouts.taskMs / 60_000;
    assert.ok(pageOf('api/generation-status').includes(`for ${hours} hours and be worked on for ${minutes} minutes`));
    const days = [retention.uploadMs, retention.resultMs].map((ms) => ms / 86_400_000);
    assert.ok(pageOf('api/files').includes(`kept ${days[0]} days and results ${days[1]} days`));
    assert.ok(pageOf('api/generation-status').includes(`${days[1]} days after the task`));
  });

  test('routes and their scopes are those of the OpenAPI document', () => {
    const rows = tablesOf(pageOf('')).find(({ heads }) => heads[0] === 'Route')?.rows ?? [];
    const routes = Object.entries(openapi.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        return `${method.toUpperCase()} ${path} ${(operation['x-scopes'] ?? []).join() || 'none'}`;
      }),
    );
    assert.deepEqual(rows.map(([route, scope]) => `${route} ${scope}`).sort(), routes.sort());
  });

  test('parameters of lists and fields of answers are those of the OpenAPI document', () => {
    const lists = {
      ...{ generations: 'api/generations', files: 'api/files', 'credits/entries': 'api/credits' },
      'webhook-events': 'api/webhooks',
    };
    for (const [route, slug] of Object.entries(lists)) {
      const listed = tablesOf(pageOf(slug)).find(({ heads }) => heads[0] === 'Parameter');
      const known = openapi.paths[`/api/v1/${route}`]?.['get']?.parameters?.map(({ name }) => name);
      assert.deepEqual(
        listed?.rows.map(([name]) => name),
        known,
        slug,
      );
    }
    assert.deepEqual(fieldsOn('api/models'), fieldsOf('Model', 'ModelParam'));
    assert.deepEqual(fieldsOn('api/files'), fieldsOf('PublicApiFile'));
    assert.deepEqual(fieldsOn('api/credits'), fieldsOf('Credits'));
    assert.deepEqual(fieldsOn('api/webhooks'), fieldsOf('WebhookEndpointWithSecret'));
  });

  test('blocks of a page are closed, and tabs come in whole groups', () => {
    for (const { slug, markdown } of english) {
      const tabs = blocksOf(markdown).flatMap(({ tab }) => tab ?? []);
      const curls = tabs.filter((tab) => tab === 'curl').length;
      assert.ok(tabs.filter((tab) => tab === 'TypeScript').length >= curls, slug);
      assert.ok(tabs.filter((tab) => tab === 'Python').length >= curls, slug);
    }
  });
});
