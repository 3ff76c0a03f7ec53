import type { Operation } from '../platform/http/described-routes.ts';
import { GenerationBody } from './view.ts';

const tag = 'Generations';

/** How the routes of this folder are described. */
export const operations = {
  create: {
    id: 'createGeneration',
    tag,
    summary: 'Create a generation',
    description:
      'Checks the request, sets its price aside and queues the work, or refuses it and writes nothing. The answer is ' +
      'the task, `queued`; poll it until it is `succeeded` or `failed`. Send an `Idempotency-Key` with every create: ' +
      'after a lost connection the same request with the same key gives the first answer again, and nothing is ' +
      'charged twice. Reference files are uploaded first; put the `url` of each into `params.referenceMediaItems`.',
    errors: ['insufficient_credits', 'idempotency_conflict'],
    requestHeaders: ['Idempotency-Key'],
    answerHeaders: ['Location', 'Idempotent-Replayed'],
    answers: { 202: GenerationBody },
  },
  estimate: {
    id: 'estimateGeneration',
    tag,
    summary: 'Estimate the price of a generation',
    description:
      'Takes the same body as a create, checks it just as strictly and tells its price in credits. Nothing is made, ' +
      'written or set aside.',
  },
  retrieve: {
    id: 'retrieveGeneration',
    tag,
    summary: 'Retrieve a generation',
    description:
      'The task as it is now. Wait 2 to 3 seconds after the create, then ask every 5 to 10 seconds; or send `wait`, ' +
      'and the call is held until the task ends or that many seconds have passed, whichever comes first. Stop at ' +
      '`succeeded` or `failed`: these never change. Media URLs are signed afresh on every read.',
  },
  list: {
    id: 'listGenerations',
    tag,
    summary: 'List generations',
    description: 'The tasks of the account, the newest first, a page at a time. Filters can be combined.',
  },
  cancel: {
    id: 'cancelGeneration',
    tag,
    summary: 'Cancel a generation',
    description:
      'A queued task always ends as `failed` with the code `cancelled`, and its price is released. One that is being ' +
      'made ends so only if nothing was bought for it; otherwise, and once it has ended, the answer is 409 ' +
      '`not_cancellable`. Takes no body.',
    errors: ['not_cancellable'],
  },
} as const satisfies Record<string, Operation>;
