import type { CreditEntry, CreditEntryList, Credits, ListCreditEntriesQuery } from './generated/api.ts';
import type { ApiPromise } from './transport/api-promise.ts';
import type { ListPromise } from './transport/list-promise.ts';
import { RETRY_POLICIES } from './transport/retry-policy.ts';
import type { CallOptions, Transport } from './transport/transport.ts';

/** `client.credits`: what can be spent, and what became of it. */
export class CreditsApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The balance, and what open tasks set aside. */
  retrieve(options?: CallOptions): ApiPromise<Credits> {
    const call = { method: 'GET', path: ['credits'], policy: RETRY_POLICIES.read, field: 'current_credits' } as const;
    return this.#transport.send(call, options);
  }

  /** The account's ledger, newest first. */
  entries(query?: ListCreditEntriesQuery, options?: CallOptions): ListPromise<CreditEntry, CreditEntryList> {
    const call = { method: 'GET', path: ['credits', 'entries'], policy: RETRY_POLICIES.read, query } as const;
    return this.#transport.sendList(call, options);
  }
}
