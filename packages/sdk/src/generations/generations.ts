import { RivyaError } from '../errors/rivya-error.ts';
import type { Estimate, Generation, GenerationList, ListGenerationsQuery } from '../generated/api.ts';
import { type ApiPromise, toApiPromise, type WithResponse } from '../transport/api-promise.ts';
import type { ListPromise } from '../transport/list-promise.ts';
import { RETRY_POLICIES } from '../transport/retry-policy.ts';
import { toTimeoutMs } from '../transport/settings.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import type { CreateRequest } from './create-request.ts';
import { followGeneration, type WaitOptions } from './follow-generation.ts';
import { newIdempotencyKey, toIdempotencyKey } from './idempotency-key.ts';
import { lookAt } from './look-at.ts';

export type CreateOptions = CallOptions & {
  /**
   * 1 to 255 printable characters: the same key and request never make a second task, within 24 hours. Give one of yours
   * to repeat a create in another process; otherwise each call has a new one, which its own retries share.
   */
  readonly idempotencyKey?: string | undefined;
};

export type RetrieveOptions = CallOptions & {
  /** Seconds, 0 to 60: the server answers when the task has ended, or after so long. */
  readonly wait?: number | undefined;
};

export type RunOptions = WaitOptions & Pick<CreateOptions, 'idempotencyKey'>;

/** `client.generations`: tasks. */
export class GenerationsApi {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Starts a task and answers at once, with its id. Safe to repeat: see `idempotencyKey`. */
  create<const Id extends string>(request: CreateRequest<Id>, options?: CreateOptions): ApiPromise<Generation> {
    return toApiPromise(this.#create(request, options));
  }

  /** A task as it is now. */
  retrieve(id: string, { wait, ...options }: RetrieveOptions = {}): ApiPromise<Generation> {
    return this.#transport.send(lookAt(id, { policy: RETRY_POLICIES.read, wait }), options);
  }

  /** The account's tasks, newest first. */
  list(query?: ListGenerationsQuery, options?: CallOptions): ListPromise<Generation, GenerationList> {
    return this.#transport.sendList(
      { method: 'GET', path: ['generations'], policy: RETRY_POLICIES.read, query },
      options,
    );
  }

  /** Ends a task nothing was bought for yet; `NotCancellableError` otherwise. */
  cancel(id: string, options?: CallOptions): ApiPromise<Generation> {
    const path = ['generations', id, 'cancel'];
    return this.#transport.send({ method: 'POST', path, policy: RETRY_POLICIES.cancel, field: 'status' }, options);
  }

  /** What a request would cost; starts nothing. */
  estimate<const Id extends string>(request: CreateRequest<Id>, options?: CallOptions): ApiPromise<Estimate> {
    const path = ['generations', 'estimate'];
    const call = { method: 'POST', path, policy: RETRY_POLICIES.estimate, field: 'credits', json: request } as const;
    return this.#transport.send(call, options);
  }

  /**
   * Waits until a task has succeeded and answers it. Throws `GenerationFailedError` when it failed, `TimeoutError` when
   * it takes longer than `timeoutMs`.
   */
  wait(id: string, options?: WaitOptions): ApiPromise<Generation> {
    return toApiPromise(followGeneration(this.#transport, id, options));
  }

  /** `create` and `wait` in one. `timeoutMs` counts from when the task was accepted. */
  run<const Id extends string>(request: CreateRequest<Id>, options?: RunOptions): ApiPromise<Generation> {
    return toApiPromise(this.#run(request, options));
  }

  async #run(request: CreateRequest, options: RunOptions = {}): Promise<WithResponse<Generation>> {
    const { signal, maxRetries, idempotencyKey, timeoutMs } = options;
    // Before anything is bought.
    if (timeoutMs !== undefined) toTimeoutMs(timeoutMs);
    const { data } = await this.#create(request, { signal, maxRetries, idempotencyKey });
    return await followGeneration(this.#transport, data.id, { ...options, created: data });
  }

  async #create(request: CreateRequest, options: CreateOptions = {}): Promise<WithResponse<Generation>> {
    const { idempotencyKey = newIdempotencyKey(), ...calling } = options;
    const headers = { 'idempotency-key': toIdempotencyKey(idempotencyKey) };
    const call = { method: 'POST', path: ['generations'], policy: RETRY_POLICIES.create, field: 'id' } as const;
    try {
      return await this.#transport.exchange<Generation>({ ...call, json: request, headers }, calling);
    } catch (error) {
      if (error instanceof RivyaError) error.idempotencyKey = idempotencyKey;
      throw error;
    }
  }
}
