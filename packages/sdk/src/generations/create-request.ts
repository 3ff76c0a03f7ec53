import type { GenerationRequest, ModelId } from '../generated/api.ts';

/** A request to a model that this version does not know; the server judges it. */
export type OtherRequest = {
  readonly model: string;
  readonly prompt?: string | null | undefined;
  readonly params?: Readonly<Record<string, unknown>> | null | undefined;
  /** Your own id for this request, up to 128 characters; it comes back with the task. */
  readonly client_request_id?: string | null | undefined;
};

/** What a model takes: the exact parameters of a model that is known, anything for one that is not. */
export type CreateRequest<Id extends string = string> = { readonly model: Id } & (Id extends ModelId
  ? Extract<GenerationRequest, { readonly model: Id }>
  : OtherRequest);
