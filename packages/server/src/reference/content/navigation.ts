import type { Texts } from '../languages/index.ts';

/** One hand-written or generated page; pages of models and guides are listed behind these. */
export type Entry = {
  readonly slug: string;
  readonly section: keyof Texts['sections'];
  /** The key of its title and description. */
  readonly key: keyof Texts['pages'];
};

/** The pages of the docs in their order. */
export const ENTRIES: readonly Entry[] = [
  { slug: '', section: 'start', key: 'overview' },
  { slug: 'quickstart', section: 'start', key: 'quickstart' },
  { slug: 'authentication', section: 'start', key: 'authentication' },
  { slug: 'api/models', section: 'api', key: 'api/models' },
  { slug: 'api/generations', section: 'api', key: 'api/generations' },
  { slug: 'api/generation-status', section: 'api', key: 'api/generation-status' },
  { slug: 'api/files', section: 'api', key: 'api/files' },
  { slug: 'api/credits', section: 'api', key: 'api/credits' },
  { slug: 'api/webhooks', section: 'api', key: 'api/webhooks' },
  { slug: 'api/errors-and-limits', section: 'api', key: 'api/errors-and-limits' },
  { slug: 'api/idempotency', section: 'api', key: 'api/idempotency' },
  { slug: 'api/openapi', section: 'api', key: 'api/openapi' },
  { slug: 'sdk', section: 'clients', key: 'sdk' },
  { slug: 'changelog', section: 'clients', key: 'changelog' },
];

/** The page that lists all models; the page of each model follows it. */
export const MODEL_INDEX: Entry = { slug: 'api/model-reference', section: 'models', key: 'api/model-reference' };

/** Guides in their order; others follow by name. */
export const GUIDES: readonly (keyof Texts['pages'])[] = [
  'guides/operate',
  'guides/scale',
  'guides/observe',
  'guides/painter',
  'guides/run-wan',
  'guides/bad-days',
];
