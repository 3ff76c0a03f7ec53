import type { Caller } from '../accounts/index.ts';
import type { Model, ParsedInput } from '../catalogue/index.ts';
import { type ResolvedReference, resolveReferences } from '../files/index.ts';
import { Batcher } from '../platform/db/batcher.ts';
import { fail } from '../platform/http/errors.ts';
import { claimKey, type IdempotencyClaim } from '../platform/http/idempotency.ts';
import { newId } from '../platform/ids.ts';
import { type CreateCommand, type Created, createGenerations, findKnown } from './create-generations.ts';
import type { GenerationDeps } from './deps.ts';
import { pickEngine } from './pick-engine.ts';
import type { GenerationRow, TaskInput } from './store.ts';

export type CreateRequest = {
  readonly model: string;
  readonly prompt?: unknown;
  readonly params?: unknown;
  readonly client_request_id?: string | null;
};

/** What an idempotency key is bound to, beside its account. */
export const CREATE_ROUTE = '/api/v1/generations';

/** Where requests meet to be committed together. */
export type CreateQueue = Batcher<CreateCommand, Created>;

/** Beyond this many waiting creates the disk is not keeping up; taking more in would only make everybody wait longer. */
const WAITING_MAX = 5_000;

export function createQueue(deps: GenerationDeps): CreateQueue {
  return new Batcher(
    async (commands) => {
      const outcomes = await deps.db.transaction((tx) => createGenerations(tx, deps.clock, commands));
      for (const queue of new Set(commands.map(({ row }) => row.queue))) deps.wake(queue);
      return outcomes;
    },
    undefined,
    (done) => deps.watch?.grouped('creates', done),
  );
}

/**
 * Accepts a request, sets its price aside and queues the work: all of it, or none.
 * Throws `validation_failed`, `insufficient_credits`, `idempotency_conflict` or `overloaded`; nothing is written then.
 */
export async function createGeneration(
  deps: GenerationDeps & { creates: CreateQueue },
  caller: Caller,
  request: CreateRequest,
  idempotencyKey: string | undefined,
): Promise<Created> {
  if (deps.creates.waiting >= WAITING_MAX) throw overloaded();
  const model = deps.catalogue.get(request.model);
  const input = model.parse(request);
  const price = model.price(input);
  const scope = { accountId: caller.accountId, route: CREATE_ROUTE, body: request };
  const claim = idempotencyKey === undefined ? undefined : claimKey(idempotencyKey, scope);
  const resolved = await resolveOrReplay(deps, caller, { model, input, claim });
  if ('answer' in resolved) return resolved;
  const { references } = resolved;
  const row = toRow(deps, caller, { model, input, references, price, clientRequestId: request.client_request_id });
  return await deps.creates.submit({ row, price, fileIds: references.map(({ fileId }) => fileId), claim });
}

/** The same checks and the same price as a create; runs nothing and writes nothing. */
export async function estimateGeneration(deps: GenerationDeps, caller: Caller, request: CreateRequest) {
  const model = deps.catalogue.get(request.model);
  const input = model.parse(request);
  await resolve(deps, caller, model, input);
  return { model: model.id, credits: model.price(input) };
}

/**
 * A reference may be gone by the time a request is repeated: its key still gets the first answer.
 * The usual case, a new key, costs no look-up here; the commit looks again.
 */
async function resolveOrReplay(
  deps: GenerationDeps,
  caller: Caller,
  { model, input, claim }: { model: Model; input: ParsedInput; claim: IdempotencyClaim | undefined },
): Promise<{ references: readonly ResolvedReference[] } | Created> {
  try {
    return { references: await resolve(deps, caller, model, input) };
  } catch (error) {
    const known = claim === undefined ? undefined : (await findKnown(deps.db.read, deps.clock, [claim]))(claim);
    if (known?.ok !== true) throw known?.error ?? error;
    return known.value;
  }
}

async function resolve(
  deps: GenerationDeps,
  caller: Caller,
  model: Model,
  input: ParsedInput,
): Promise<readonly ResolvedReference[]> {
  const policy = model.descriptor.referenceMedia;
  if (input.references.length === 0 || policy === null) return [];
  return await resolveReferences(deps.files, caller.accountId, input.references, policy);
}

type Accepted = {
  readonly model: Model;
  readonly input: ParsedInput;
  readonly references: readonly ResolvedReference[];
  readonly price: number;
  readonly clientRequestId: string | null | undefined;
};

function toRow(deps: GenerationDeps, caller: Caller, accepted: Accepted): GenerationRow {
  const nowMs = deps.clock.now();
  return {
    id: newId('task', nowMs),
    account_id: caller.accountId,
    key_id: caller.keyId,
    model: accepted.model.id,
    queue: pickEngine(deps, accepted.model.id),
    status: 'queued',
    input: JSON.stringify(toTaskInput(accepted)),
    client_request_id: accepted.clientRequestId ?? null,
    reserved_credits: accepted.price,
    final_credits: 0,
    created_at: nowMs,
    updated_at: nowMs,
    deadline_at: nowMs + deps.timeouts.queueMs,
    due_at: 0,
    wants_submit: 0,
    lease: null,
    error_code: null,
    error_message: null,
  };
}

function toTaskInput({ model, input, references }: Accepted): TaskInput {
  const last = references.findLast(({ width, height }) => width !== null && height !== null);
  const ratioOf = last === undefined ? undefined : { width: last.width ?? 1, height: last.height ?? 1 };
  return {
    prompt: input.prompt,
    params: input.params,
    ...model.size(input, ratioOf),
    references: references.map(({ fileId, mimeType, sizeBytes, width, height }) => ({
      fileId,
      mimeType,
      sizeBytes,
      width,
      height,
    })),
  };
}

function overloaded() {
  return fail('overloaded', {
    public: 'The server is taking in more requests than it can write down. Nothing was reserved; try again shortly.',
    headers: { 'retry-after': '1' },
  });
}
