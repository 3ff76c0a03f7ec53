import type { Operation } from '../platform/http/described-routes.ts';

/** How the routes of this folder are described. */
export const operations = {
  retrieve: {
    id: 'retrieveCredits',
    tag: 'Credits',
    summary: 'Retrieve the balance',
    description: 'What the account can spend now, and what its open tasks have set aside.',
  },
  entries: {
    id: 'listCreditEntries',
    tag: 'Credits',
    summary: 'List the entries of the ledger',
    description:
      'Every movement of credits, the newest first, a page at a time. A create adds a `reserve`; a success adds a ' +
      '`settle` that gives back what was not used, anything else a `release` that gives back all. `grant` and ' +
      '`adjust` come from the operator. The sum of all amounts is `current_credits`.',
  },
} as const satisfies Record<string, Operation>;
