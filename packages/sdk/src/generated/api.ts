// biome-ignore-all lint/style/noExcessiveLinesPerFile: written by a program
// Written by build/generate-types.ts from the API's description (packages/server/openapi.json): change that, not this.

/** One line of the ledger; it never changes. */
export type CreditEntry = {
  readonly id: string;
  readonly type: CreditEntryType;
  /** What the entry adds to the balance; below zero when it takes away. */
  readonly amount: number;
  /** The balance once the entry was written. */
  readonly balance_after: number;
  /** The task it belongs to. */
  readonly generation_id: string | null;
  /** What the operator wrote to it. */
  readonly note: string | null;
  /** When it was written. */
  readonly created_at: string;
};

/** A page of the list, newest first. */
export type CreditEntryList = {
  readonly object: 'list';
  readonly data: readonly CreditEntry[];
  /** Whether there is a next page. With a filter a page may hold fewer items than asked for, even none. */
  readonly has_more: boolean;
  /** Send it as `cursor` to get the next page; `null` on the last one. */
  readonly next_cursor: string | null;
};

/** What moved the credits: `grant` and `adjust` come from the operator, the others from a task. */
export type CreditEntryType = 'grant' | 'adjust' | 'reserve' | 'settle' | 'release';

/** The balance of the account. */
export type Credits = {
  /** What can be spent now: the sum of all entries of the ledger. */
  readonly current_credits: number;
  /** What open tasks have set aside. */
  readonly held_credits?: number | undefined;
};

/** The body of every refusal. */
export type ErrorBody = {
  readonly error: {
    readonly code: ErrorCode;
    /** For people: what is wrong and what to do next. Its wording may change. */
    readonly message: string;
    /** The same as the header `x-request-id`; name it in a report. */
    readonly requestId: string;
    /** Up to 20 problems, when they can be pinned to fields. */
    readonly details?: readonly ErrorDetail[] | undefined;
  };
};

/** What a program should look at. New codes may be added: treat one you do not know by its status. */
export type ErrorCode =
  | 'validation_failed'
  | 'file_unreadable'
  | 'webhook_url_rejected'
  | 'api_key_missing'
  | 'api_key_invalid'
  | 'api_key_revoked'
  | 'api_key_expired'
  | 'insufficient_credits'
  | 'api_scope_denied'
  | 'not_found'
  | 'method_not_allowed'
  | 'idempotency_conflict'
  | 'not_cancellable'
  | 'file_too_large'
  | 'payload_too_large'
  | 'file_type_not_supported'
  | 'unsupported_media_type'
  | 'range_not_satisfiable'
  | 'rate_limited'
  | 'internal_error'
  | 'overloaded'
  | 'public_api_disabled';

/** One problem of the input. */
export type ErrorDetail = {
  /** Where it is, such as `prompt`, `params.seed` or `params.referenceMediaItems[2].url`; empty for the whole. */
  readonly path: string;
  /** What is wrong there and what is allowed. */
  readonly message: string;
};

/** The price of a request that was not made. */
export type Estimate = {
  /** The id of the model. */
  readonly model: string;
  /** What a create with this body would set aside. */
  readonly credits: number;
};

/** What a file is. */
export type FileKind = 'image' | 'video' | 'audio';

/** A task, from request to result. */
export type Generation = {
  /** The id to poll with: `task_` and 26 characters. */
  readonly id: string;
  readonly status: GenerationStatus;
  /** The id of the model. */
  readonly model: string;
  /** What was set aside when the task was accepted. */
  readonly reserved_credits: number;
  /** What it cost: 0 until it succeeded, and 0 if it failed. */
  readonly final_credits: number;
  /** When the task was accepted. */
  readonly created_at: string;
  /** When its status last changed. */
  readonly updated_at: string;
  /** `null` unless the task succeeded. */
  readonly result: GenerationResult | null;
  /** `null` unless the task failed. */
  readonly error: GenerationError | null;
  /** The id of your own, if the create had one. */
  readonly client_request_id?: string | undefined;
};

/** Why a task failed. Nothing was charged for it. */
export type GenerationError = {
  readonly code: GenerationErrorCode;
  /** For people. Its wording may change. */
  readonly message: string;
};

/** Why it failed. New codes may be added: treat one you do not know like `generation_failed`. */
export type GenerationErrorCode =
  | 'generation_failed'
  | 'content_rejected'
  | 'engine_unavailable'
  | 'cancelled'
  | 'expired';

/** A page of the list, newest first. */
export type GenerationList = {
  readonly object: 'list';
  readonly data: readonly Generation[];
  /** Whether there is a next page. With a filter a page may hold fewer items than asked for, even none. */
  readonly has_more: boolean;
  /** Send it as `cursor` to get the next page; `null` on the last one. */
  readonly next_cursor: string | null;
};

/** What to make: the model, and what that model takes. Fields and keys that are not listed are refused. */
export type GenerationRequest = Wan2_7ImageProRequest | Wan2_7ImageRequest;

/** What a task that succeeded has made. */
export type GenerationResult = {
  /** The first of `urls`; `null` once the files have expired or were deleted. */
  readonly primary_url: string | null;
  /** Where the files are, in their order. */
  readonly urls: readonly string[];
  /** The same files with what is known of each. */
  readonly items: readonly GenerationResultItem[];
};

/** One file that was made. */
export type GenerationResultItem = {
  /** Where the bytes are; needs no key and is good until `expires_at`. */
  readonly url: string;
  readonly mime_type: string;
  /** In pixels. */
  readonly width: number | null;
  /** In pixels. */
  readonly height: number | null;
  readonly size_bytes: number;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
  /** The seed the picture was made with; `null` when it is not known. */
  readonly seed: number | null;
  /** When the file is removed from the server. */
  readonly expires_at: string;
};

/** `queued`, then `processing`, then `succeeded` or `failed`; the last two never change. */
export type GenerationStatus = 'queued' | 'processing' | 'succeeded' | 'failed';

/** A file of your own on this server. Nothing is ever fetched from elsewhere. */
export type ImageReference = {
  /** The `url` of an uploaded file or of a result. Up to 2048 characters. */
  readonly url: string;
  readonly kind: 'image';
  /** For your records. Up to 255 characters. */
  readonly name?: string | null | undefined;
  /** For your records; the bytes decide. Up to 255 characters. */
  readonly mimeType?: string | null | undefined;
  /** Of video and audio. A number from 0. */
  readonly durationSeconds?: number | null | undefined;
  /** The `duration_token` that the upload was answered with. Up to 2048 characters. */
  readonly durationToken?: string | null | undefined;
};

/** Everything public about a model. */
export type Model = {
  /** What to send as `model`. */
  readonly id: string;
  readonly display_name: string;
  readonly category: 'image' | 'video' | 'audio' | 'chat';
  /** Tasks are queued and polled. */
  readonly runtime: 'async_task';
  /** The price of one generation; an estimate tells it for a given request. */
  readonly base_credits: number;
  readonly billing_type: 'FIXED' | 'METERED' | 'TOKEN_BASED';
  /** Such as `text-to-image`. */
  readonly supported_modes: readonly string[];
  /** In Unicode code points. */
  readonly max_prompt_length: number;
  /** `null` when it takes no files. */
  readonly reference_media: ModelReferenceMedia | null;
  readonly params: readonly ModelParam[];
  readonly api_status: 'available' | 'coming_soon' | 'studio_only';
  /** Whether it works with a prompt alone, or in which modes files have to be uploaded first. */
  readonly api_input_status: 'available_text' | 'available_url_input' | 'partial_requires_files' | 'requires_files_api';
  readonly supported_api_inputs: readonly ('text' | 'file' | 'url')[];
  /** Whether some mode needs the Files API. */
  readonly requires_files_api: boolean;
  /** The modes that need an uploaded file. */
  readonly requires_upload_for_modes: readonly string[];
  /** Whether some parameter takes a public URL. */
  readonly url_input_supported: boolean;
  readonly file_kinds: readonly ('image' | 'video' | 'audio')[];
  /** Reserved for chat models. */
  readonly chat_capabilities: null;
  /** What to know about how this server serves the model. */
  readonly notices: readonly string[];
};

/** The id of a model of this server. */
export type ModelId = 'wan-2-7-image-pro' | 'wan-2-7-image';

/** All models; this list has no pages. */
export type ModelList = {
  readonly object: 'list';
  readonly data: readonly Model[];
};

/** One key of `params`. What does not apply to its type is `null`. */
export type ModelParam = {
  /** Its name inside `params`. */
  readonly key: string;
  /** One of `options`, a JSON number, or free text. */
  readonly type: 'select' | 'number' | 'text';
  readonly required: boolean;
  /** What counts when it is not given; `null` when nothing does. */
  readonly default: string | number | null;
  /** The least number taken. */
  readonly min: number | null;
  /** The largest number taken; of a text, how many characters it may have. */
  readonly max: number | null;
  /** Numbers are `min`, or 0, plus whole steps of this. */
  readonly step: number | null;
  /** What a select takes. `false` and `true` are also taken as JSON booleans. */
  readonly options: readonly string[] | null;
  readonly description: string;
};

/** What one kind of reference file may be. */
export type ModelReferenceKind = {
  /** The largest file, in megabytes of 2^20 bytes. */
  readonly max_mb: number;
  readonly mime_types: readonly string[];
};

/** Which files a model takes as references. */
export type ModelReferenceMedia = {
  /** The rule in words. */
  readonly rule: string;
  /** How many items `params.referenceMediaItems` may hold. */
  readonly max_files: number;
  /** By kind of file: `image`, `video`, `audio`. */
  readonly kinds: Readonly<Record<string, ModelReferenceKind>>;
};

/** An uploaded file or a result. */
export type PublicApiFile = {
  /** `file_` and 26 characters. */
  readonly id: string;
  readonly object: 'file';
  readonly kind: FileKind;
  /** The name it was uploaded with, made safe. */
  readonly name: string;
  /** The type of its bytes, whatever the upload claimed. */
  readonly mime_type: string;
  readonly size_bytes: number;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
  /** In pixels; `null` for audio. */
  readonly width: number | null;
  /** In pixels; `null` for audio. */
  readonly height: number | null;
  /** `null` for images. */
  readonly duration_seconds: number | null;
  /** Proves the duration; send it as `durationToken` with a reference. `null` for images. */
  readonly duration_token: string | null;
  /** Where the bytes are, and what to send as a reference. Needs no key: treat it like the file. */
  readonly url: string;
  /** The task that made it; `null` for uploads. */
  readonly generation_id: string | null;
  /** The id of your own, if the upload had one. */
  readonly client_request_id?: string | undefined;
  /** When it was uploaded or made. */
  readonly created_at: string;
  /** When it is removed from the server. */
  readonly expires_at: string;
};

/** A page of the list, newest first. */
export type PublicApiFileList = {
  readonly object: 'list';
  readonly data: readonly PublicApiFile[];
  /** Whether there is a next page. With a filter a page may hold fewer items than asked for, even none. */
  readonly has_more: boolean;
  /** Send it as `cursor` to get the next page; `null` on the last one. */
  readonly next_cursor: string | null;
};

/** Values out of range are refused, not cut to it. An explicit `null` says the same as leaving a key out. */
export type Wan2_7ImageParams = {
  /** Aspect ratio. With reference files and without this key the picture follows the ratio of the last one; the default counts without references. Default: `'1:1'`. */
  readonly aspect_ratio?: '1:1' | '16:9' | '4:3' | '21:9' | '3:4' | '9:16' | '8:1' | '1:8' | null | undefined;
  /** Resolution. Default: `'2K'`. */
  readonly resolution?: '1K' | '2K' | null | undefined;
  /** Watermark. Default: `'false'`. */
  readonly watermark?: 'false' | 'true' | null | boolean | undefined;
  /** Leave it empty for a new random result each time. Reusing the same integer makes it easier to reproduce or fine-tune a previous result. It stays closer only when the prompt and other key settings also remain similar, and it is not a guaranteed 1:1 match. A number from 0 up to 2147483647. */
  readonly seed?: number | null | undefined;
  /** Reference image: Upload up to 9 image files for image editing projects. Files of your own on this server, uploads or results (image: up to 20 MB each, image/jpeg, image/png, image/webp). Up to 9 items. */
  readonly referenceMediaItems?: readonly ImageReference[] | null | undefined;
};

/** Values out of range are refused, not cut to it. An explicit `null` says the same as leaving a key out. */
export type Wan2_7ImageProParams = {
  /** Aspect ratio. With reference files and without this key the picture follows the ratio of the last one; the default counts without references. Default: `'1:1'`. */
  readonly aspect_ratio?: '1:1' | '16:9' | '4:3' | '21:9' | '3:4' | '9:16' | '8:1' | '1:8' | null | undefined;
  /** Resolution. Default: `'2K'`. */
  readonly resolution?: '1K' | '2K' | null | undefined;
  /** Watermark. Default: `'false'`. */
  readonly watermark?: 'false' | 'true' | null | boolean | undefined;
  /** Leave it empty for a new random result each time. Reusing the same integer makes it easier to reproduce or fine-tune a previous result. It stays closer only when the prompt and other key settings also remain similar, and it is not a guaranteed 1:1 match. A number from 0 up to 2147483647. */
  readonly seed?: number | null | undefined;
  /** Reference image: Upload up to 9 image files for image editing projects. Files of your own on this server, uploads or results (image: up to 20 MB each, image/jpeg, image/png, image/webp). Up to 9 items. */
  readonly referenceMediaItems?: readonly ImageReference[] | null | undefined;
};

/** A generation with Wan 2.7 Image Pro. It costs 12 credits. */
export type Wan2_7ImageProRequest = {
  /** The id of the model. */
  readonly model: 'wan-2-7-image-pro';
  /** What to make, in words: up to 5000 characters (Unicode code points), not blank. Up to 5000 characters. */
  readonly prompt: string;
  readonly params?: Wan2_7ImageProParams | null | undefined;
  /** An id of your own for this request: it comes back as it was sent and can be searched for. Up to 128 characters. */
  readonly client_request_id?: string | null | undefined;
};

/** A generation with Wan 2.7 Image. It costs 5 credits. */
export type Wan2_7ImageRequest = {
  /** The id of the model. */
  readonly model: 'wan-2-7-image';
  /** What to make, in words: up to 5000 characters (Unicode code points), not blank. Up to 5000 characters. */
  readonly prompt: string;
  readonly params?: Wan2_7ImageParams | null | undefined;
  /** An id of your own for this request: it comes back as it was sent and can be searched for. Up to 128 characters. */
  readonly client_request_id?: string | null | undefined;
};

/** One attempt to deliver. Nothing of what was answered is kept but this. */
export type WebhookAttempt = {
  /** Counted from 1. */
  readonly number: number;
  /** When it was begun. */
  readonly attempted_at: string;
  /** How long it took, in milliseconds. */
  readonly duration_ms: number;
  /** The HTTP status that came; `null` if none did. */
  readonly response_status: number | null;
  /** `null` for a success. */
  readonly error: WebhookAttemptError | null;
};

/** What went wrong: the status was not 2xx (`http_status`), or was 3xx (`redirected`: redirects are not followed); no whole answer within 15 seconds (`timeout`); no connection (`unreachable`); an answer that broke off (`incomplete`); an address that is not public (`address_forbidden`) or a URL that is not taken (`url_forbidden`); a signing secret this server cannot read any more (`secret_unreadable`: make a new one). */
export type WebhookAttemptError =
  | 'http_status'
  | 'redirected'
  | 'timeout'
  | 'name_unknown'
  | 'tls_failed'
  | 'unreachable'
  | 'incomplete'
  | 'address_forbidden'
  | 'url_forbidden'
  | 'secret_unreadable';

/** The type of the event; `webhook.test` for tests. */
export type WebhookDeliveredType = 'generation.succeeded' | 'generation.failed' | 'webhook.test';

/** One event on its way to one endpoint. */
export type WebhookDelivery = {
  /** `whdel_` and 26 characters. */
  readonly id: string;
  readonly object: 'webhook_delivery';
  /** What is delivered; sent as `webhook-id`, the same in every attempt. */
  readonly event_id: string;
  readonly event_type: WebhookDeliveredType;
  /** Where it goes. */
  readonly endpoint_id: string;
  readonly status: WebhookDeliveryStatus;
  readonly origin: WebhookDeliveryOrigin;
  /** How many attempts were made. */
  readonly attempt_count: number;
  /** When the next attempt is planned, if the endpoint is active then; `null` once it is final. */
  readonly next_attempt_at: string | null;
  /** Every attempt, in order. */
  readonly attempts: readonly WebhookAttempt[];
  /** When it was asked for. */
  readonly created_at: string;
  /** When it became final. */
  readonly completed_at: string | null;
};

/** A page of the list, newest first. */
export type WebhookDeliveryList = {
  readonly object: 'list';
  readonly data: readonly WebhookDelivery[];
  /** Whether there is a next page. With a filter a page may hold fewer items than asked for, even none. */
  readonly has_more: boolean;
  /** Send it as `cursor` to get the next page; `null` on the last one. */
  readonly next_cursor: string | null;
};

/** What brought it about: the `event` itself, a `redelivery` you asked for, or a `test`. */
export type WebhookDeliveryOrigin = 'event' | 'redelivery' | 'test';

/** `pending` until it has arrived (`succeeded`), its attempts are used up (`failed`), or its endpoint was deleted (`revoked`). */
export type WebhookDeliveryStatus = 'pending' | 'succeeded' | 'failed' | 'revoked';

/** Why it is disabled: on `requested`; it answered 410 and so said that it is `gone`; or it was `failing` for five days. */
export type WebhookDisabledReason = 'requested' | 'gone' | 'failing';

/** Where an account hears of its generations. */
export type WebhookEndpoint = {
  /** `whend_` and 26 characters. */
  readonly id: string;
  readonly object: 'webhook_endpoint';
  /** What you call it. */
  readonly name: string;
  /** Where events are sent. */
  readonly url: string;
  /** What it hears of. */
  readonly event_types: readonly WebhookEventType[];
  readonly status: WebhookEndpointStatus;
  /** `null` unless it is disabled. */
  readonly disabled_reason: WebhookDisabledReason | null;
  /** The beginning and the end of the newest signing secret. */
  readonly secret_preview: string;
  /** Until then deliveries carry a signature of each replaced secret too; `null` when only the newest signs. */
  readonly previous_secret_expires_at: string | null;
  /** When a delivery last arrived; `null` if none has. Tests do not count. */
  readonly last_success_at: string | null;
  /** When an attempt last failed; `null` if none has. Tests do not count. */
  readonly last_failure_at: string | null;
  /** How many attempts in a row have failed. Tests do not count. */
  readonly failure_count: number;
  /** When it was created. */
  readonly created_at: string;
  /** When you last changed it, or its secret. */
  readonly updated_at: string;
  /** Since when it is disabled; `null` while it is active. */
  readonly disabled_at: string | null;
  /** `null` until it is deleted. */
  readonly revoked_at: string | null;
};

/** At least one of these. */
export type WebhookEndpointChange = {
  /** What you call it. Up to 100 characters. */
  readonly name?: string | undefined;
  /** Where events are sent: https, to a public address. Up to 2048 characters. */
  readonly url?: string | undefined;
  /** What it hears of from now on, each once. */
  readonly event_types?: readonly WebhookEventType[] | undefined;
  /** `disabled` sends nothing to it until it is `active` again. */
  readonly status?: 'active' | 'disabled' | undefined;
};

/** A page of the list, newest first. */
export type WebhookEndpointList = {
  readonly object: 'list';
  readonly data: readonly WebhookEndpoint[];
  /** Whether there is a next page. With a filter a page may hold fewer items than asked for, even none. */
  readonly has_more: boolean;
  /** Send it as `cursor` to get the next page; `null` on the last one. */
  readonly next_cursor: string | null;
};

export type WebhookEndpointRequest = {
  /** What you call it; the host of the URL unless you say. Up to 100 characters. */
  readonly name?: string | undefined;
  /** Where events are sent: https, to a public address. Up to 2048 characters. */
  readonly url: string;
  /** What it hears of, each once; generation.succeeded and generation.failed unless you say. */
  readonly event_types?: readonly WebhookEventType[] | undefined;
};

/** Only an `active` endpoint is sent events. A deleted one is `revoked`, and is not shown any more. */
export type WebhookEndpointStatus = 'active' | 'disabled' | 'revoked';

/** An endpoint, and the secret that was just made for it. */
export type WebhookEndpointWithSecret = {
  /** `whend_` and 26 characters. */
  readonly id: string;
  readonly object: 'webhook_endpoint';
  /** What you call it. */
  readonly name: string;
  /** Where events are sent. */
  readonly url: string;
  /** What it hears of. */
  readonly event_types: readonly WebhookEventType[];
  readonly status: WebhookEndpointStatus;
  /** `null` unless it is disabled. */
  readonly disabled_reason: WebhookDisabledReason | null;
  /** The beginning and the end of the newest signing secret. */
  readonly secret_preview: string;
  /** What deliveries are signed with. Shown here and never again: keep it, or make a new one. */
  readonly signing_secret: string;
  /** Until then deliveries carry a signature of each replaced secret too; `null` when only the newest signs. */
  readonly previous_secret_expires_at: string | null;
  /** When a delivery last arrived; `null` if none has. Tests do not count. */
  readonly last_success_at: string | null;
  /** When an attempt last failed; `null` if none has. Tests do not count. */
  readonly last_failure_at: string | null;
  /** How many attempts in a row have failed. Tests do not count. */
  readonly failure_count: number;
  /** When it was created. */
  readonly created_at: string;
  /** When you last changed it, or its secret. */
  readonly updated_at: string;
  /** Since when it is disabled; `null` while it is active. */
  readonly disabled_at: string | null;
  /** `null` until it is deleted. */
  readonly revoked_at: string | null;
};

/** Something that happened, as it is sent to endpoints but for `object`. Tell them apart by `type`. */
export type WebhookEvent = WebhookGenerationEvent | WebhookTestEvent;

/** A page of the list, newest first; with `after` the oldest first. */
export type WebhookEventList = {
  readonly object: 'list';
  readonly data: readonly WebhookEvent[];
  /** Whether there is a next page. With a filter a page may hold fewer items than asked for, even none. */
  readonly has_more: boolean;
  /** Send it as `cursor` to get the next page; `null` on the last one. */
  readonly next_cursor: string | null;
};

/** What an endpoint can ask to hear of. */
export type WebhookEventType = 'generation.succeeded' | 'generation.failed';

/** A task has ended; `data` is the task. */
export type WebhookGenerationEvent = {
  /** `evt_` and 26 characters. */
  readonly id: string;
  readonly object: 'webhook_event';
  readonly type: WebhookEventType;
  /** The version of this shape. */
  readonly api_version: string;
  /** When it happened. */
  readonly created_at: string;
  readonly data: Generation;
};

export type WebhookRedeliveryRequest = {
  /** Only to this endpoint. Up to 64 characters. */
  readonly endpoint_id?: string | undefined;
};

export type WebhookSecretRotation = {
  /** `true` ends all earlier secrets at once, as after a leak; else they sign on for a day. */
  readonly revoke_previous?: boolean | undefined;
};

/** What a test says of itself. */
export type WebhookTest = {
  readonly object: 'webhook_test';
  /** The endpoint that was tested. */
  readonly endpoint_id: string;
  /** For people. */
  readonly message: string;
};

/** An endpoint was tested. */
export type WebhookTestEvent = {
  /** `evt_` and 26 characters. */
  readonly id: string;
  readonly object: 'webhook_event';
  readonly type: 'webhook.test';
  /** The version of this shape. */
  readonly api_version: string;
  /** When it happened. */
  readonly created_at: string;
  readonly data: WebhookTest;
};

/** The query of `listGenerations`. */
export type ListGenerationsQuery = {
  /** How many items a page holds at most. Default: `20`. A number from 1 up to 100. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; leave it out for the first. Up to 200 characters. */
  readonly cursor?: string | undefined;
  /** Only tasks in this state. */
  readonly status?: 'queued' | 'processing' | 'succeeded' | 'failed' | undefined;
  /** Only tasks of this model. Up to 200 characters. */
  readonly model?: string | undefined;
  /** Only tasks created with this id of yours. Up to 128 characters. */
  readonly client_request_id?: string | undefined;
  /** Only tasks of this moment or later: a date, or a time with its zone. Up to 40 characters. */
  readonly created_after?: string | undefined;
  /** Only tasks from before this moment: a date, or a time with its zone. Up to 40 characters. */
  readonly created_before?: string | undefined;
};

/** The query of `retrieveGeneration`. */
export type RetrieveGenerationQuery = {
  /** How many seconds the call may be held until the task ends. A number from 0 up to 60. */
  readonly wait?: number | undefined;
};

/** The query of `listFiles`. */
export type ListFilesQuery = {
  /** How many items a page holds at most. Default: `20`. A number from 1 up to 100. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; leave it out for the first. Up to 200 characters. */
  readonly cursor?: string | undefined;
  /** Only files of this kind. */
  readonly kind?: 'image' | 'video' | 'audio' | undefined;
  /** Only what was uploaded, or only results of generations. */
  readonly source?: 'upload' | 'result' | undefined;
};

/** The query of `listCreditEntries`. */
export type ListCreditEntriesQuery = {
  /** How many items a page holds at most. Default: `20`. A number from 1 up to 100. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; leave it out for the first. Up to 200 characters. */
  readonly cursor?: string | undefined;
  /** Only entries of this type. */
  readonly type?: 'grant' | 'adjust' | 'reserve' | 'settle' | 'release' | undefined;
  /** Only entries of this task. Up to 64 characters. */
  readonly generation_id?: string | undefined;
};

/** The query of `listWebhookEvents`. */
export type ListWebhookEventsQuery = {
  /** How many items a page holds at most. Default: `20`. A number from 1 up to 100. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; leave it out for the first. Up to 200 characters. */
  readonly cursor?: string | undefined;
  /** Only events of this type. */
  readonly type?: 'generation.succeeded' | 'generation.failed' | 'webhook.test' | undefined;
  /** Only events of this task. Up to 64 characters. */
  readonly generation_id?: string | undefined;
  /** The id of an event, which may be gone: only what came after it, the oldest first. */
  readonly after?: string | undefined;
};

/** The query of `listWebhookEventDeliveries`. */
export type ListWebhookEventDeliveriesQuery = {
  /** How many items a page holds at most. Default: `20`. A number from 1 up to 100. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; leave it out for the first. Up to 200 characters. */
  readonly cursor?: string | undefined;
};

/** The query of `listWebhooks`. */
export type ListWebhooksQuery = {
  /** How many items a page holds at most. Default: `20`. A number from 1 up to 100. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; leave it out for the first. Up to 200 characters. */
  readonly cursor?: string | undefined;
};

/** The query of `listWebhookDeliveries`. */
export type ListWebhookDeliveriesQuery = {
  /** How many items a page holds at most. Default: `20`. A number from 1 up to 100. */
  readonly limit?: number | undefined;
  /** The `next_cursor` of the page before; leave it out for the first. Up to 200 characters. */
  readonly cursor?: string | undefined;
  /** Only deliveries in this state. */
  readonly status?: 'pending' | 'succeeded' | 'failed' | 'revoked' | undefined;
};
