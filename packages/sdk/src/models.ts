import type { Model, ModelList } from './generated/api.ts';
import type { ApiPromise } from './transport/api-promise.ts';
import type { ListPromise } from './transport/list-promise.ts';
import { RETRY_POLICIES } from './transport/retry-policy.ts';
import type { CallOptions, Transport } from './transport/transport.ts';

/** `client.models`: what can be asked for. Needs no key. */
export class ModelsApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every model with its parameters, limits and price. */
  list(options?: CallOptions): ListPromise<Model, ModelList> {
    return this.#transport.sendList({ method: 'GET', path: ['models'], policy: RETRY_POLICIES.read }, options);
  }

  /** One model; `NotFoundError` when this server has none of this id. */
  retrieve(id: string, options?: CallOptions): ApiPromise<Model> {
    return this.#transport.send(
      { method: 'GET', path: ['models', id], policy: RETRY_POLICIES.read, field: 'id' },
      options,
    );
  }
}
