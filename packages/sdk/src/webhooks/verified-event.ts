import type { Generation, WebhookTest } from '../generated/api.ts';

type Event<Type extends string, Data> = {
  /** The same in every message about this event: what you have seen under it, you have seen. */
  readonly id: string;
  readonly type: Type;
  /** The version of this shape. */
  readonly api_version: string;
  /** When it happened. */
  readonly created_at: string;
  readonly data: Data;
};

/** An event as it is delivered; look at `type` first. A later server may send types that are not listed here: ignore them. */
export type VerifiedEvent =
  | Event<'generation.succeeded', Generation & { readonly status: 'succeeded' }>
  | Event<'generation.failed', Generation & { readonly status: 'failed' }>
  | Event<'webhook.test', WebhookTest>;
