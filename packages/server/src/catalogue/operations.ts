import type { Operation } from '../platform/http/described-routes.ts';

/** How the routes of this folder are described. */
export const operations = {
  list: {
    id: 'listModels',
    tag: 'Models',
    summary: 'List the models',
    description:
      'Every model this server can make something with: its parameters with defaults and ranges, its limits for ' +
      'reference files, its price, and notices about how it is served here. Needs no key; with one, the call counts ' +
      'on that key.',
  },
  retrieve: {
    id: 'retrieveModel',
    tag: 'Models',
    summary: 'Retrieve a model',
    description: 'One model by its id, in the same form as in the list. Needs no key.',
  },
} as const satisfies Record<string, Operation>;
