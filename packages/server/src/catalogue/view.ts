import { type Static, Type } from 'typebox';
import { Nullable } from '../platform/http/schemas.ts';
import type { ModelDescriptor, ParamDescriptor, ReferencePolicy } from './descriptor.ts';

const ParamView = Type.Object(
  {
    key: Type.String({ description: 'Its name inside `params`.' }),
    type: Type.Enum(['select', 'number', 'text'], { description: 'One of `options`, a JSON number, or free text.' }),
    required: Type.Boolean(),
    default: Type.Union([Type.String(), Type.Number(), Type.Null()], {
      description: 'What counts when it is not given; `null` when nothing does.',
    }),
    min: Nullable(Type.Number(), { description: 'The least number taken.' }),
    max: Nullable(Type.Number(), {
      description: 'The largest number taken; of a text, how many characters it may have.',
    }),
    step: Nullable(Type.Number(), { description: 'Numbers are `min`, or 0, plus whole steps of this.' }),
    options: Nullable(Type.Array(Type.String()), {
      description: 'What a select takes. `false` and `true` are also taken as JSON booleans.',
    }),
    description: Type.String(),
  },
  { title: 'ModelParam', description: 'One key of `params`. What does not apply to its type is `null`.' },
);

const ReferenceKindView = Type.Object(
  {
    max_mb: Type.Number({ description: 'The largest file, in megabytes of 2^20 bytes.' }),
    mime_types: Type.Array(Type.String()),
  },
  { title: 'ModelReferenceKind', description: 'What one kind of reference file may be.' },
);

const ReferenceMediaView = Type.Object(
  {
    rule: Type.String({ description: 'The rule in words.' }),
    max_files: Type.Integer({ description: 'How many items `params.referenceMediaItems` may hold.' }),
    kinds: Type.Record(Type.String(), ReferenceKindView, {
      description: 'By kind of file: `image`, `video`, `audio`.',
    }),
  },
  { title: 'ModelReferenceMedia', description: 'Which files a model takes as references.' },
);

/** A model as `GET /api/v1/models` shows it, in the documented order of fields. */
export const ModelView = Type.Object(
  {
    id: Type.String({ description: 'What to send as `model`.' }),
    display_name: Type.String(),
    category: Type.Enum(['image', 'video', 'audio', 'chat']),
    runtime: Type.Enum(['async_task'], { description: 'Tasks are queued and polled.' }),
    base_credits: Type.Integer({
      description: 'The price of one generation; an estimate tells it for a given request.',
    }),
    billing_type: Type.Enum(['FIXED', 'METERED', 'TOKEN_BASED']),
    supported_modes: Type.Array(Type.String(), { description: 'Such as `text-to-image`.' }),
    max_prompt_length: Type.Integer({ description: 'In Unicode code points.' }),
    reference_media: Nullable(ReferenceMediaView, { description: '`null` when it takes no files.' }),
    params: Type.Array(ParamView),
    api_status: Type.Enum(['available', 'coming_soon', 'studio_only']),
    api_input_status: Type.Enum(
      ['available_text', 'available_url_input', 'partial_requires_files', 'requires_files_api'],
      { description: 'Whether it works with a prompt alone, or in which modes files have to be uploaded first.' },
    ),
    supported_api_inputs: Type.Array(Type.Enum(['text', 'file', 'url'])),
    requires_files_api: Type.Boolean({ description: 'Whether some mode needs the Files API.' }),
    requires_upload_for_modes: Type.Array(Type.String(), { description: 'The modes that need an uploaded file.' }),
    url_input_supported: Type.Boolean({ description: 'Whether some parameter takes a public URL.' }),
    file_kinds: Type.Array(Type.Enum(['image', 'video', 'audio'])),
    chat_capabilities: Type.Null({ description: 'Reserved for chat models.' }),
    notices: Type.Array(Type.String(), { description: 'What to know about how this server serves the model.' }),
  },
  { title: 'Model', description: 'Everything public about a model.' },
);

/** What the wire says of a model; `notices` come from whoever serves it. */
export function modelView(descriptor: ModelDescriptor, notices: readonly string[]): Static<typeof ModelView> {
  return {
    id: descriptor.id,
    display_name: descriptor.displayName,
    category: descriptor.category,
    runtime: descriptor.runtime,
    base_credits: descriptor.billing.baseCredits,
    billing_type: descriptor.billing.type,
    supported_modes: [...descriptor.supportedModes],
    max_prompt_length: descriptor.prompt.charactersMax,
    reference_media: descriptor.referenceMedia === null ? null : referenceMediaView(descriptor.referenceMedia),
    params: descriptor.params.map(paramView),
    api_status: descriptor.apiStatus,
    api_input_status: descriptor.apiInputStatus,
    supported_api_inputs: [...descriptor.supportedApiInputs],
    requires_files_api: descriptor.apiInputStatus.includes('requires_files'),
    requires_upload_for_modes: [...descriptor.requiresUploadForModes],
    url_input_supported: descriptor.urlInputSupported,
    file_kinds: [...descriptor.fileKinds],
    chat_capabilities: null,
    notices: [...notices],
  };
}

function paramView(param: ParamDescriptor): Static<typeof ParamView> {
  return {
    key: param.key,
    type: param.type,
    required: param.isRequired ?? false,
    default: param.default ?? null,
    min: param.type === 'number' ? (param.min ?? null) : null,
    max: param.type === 'select' ? null : (param.max ?? null),
    step: param.type === 'number' ? (param.step ?? null) : null,
    options: param.type === 'select' ? [...param.options] : null,
    description: param.description,
  };
}

function referenceMediaView(policy: ReferencePolicy): Static<typeof ReferenceMediaView> {
  return {
    rule: policy.rule,
    max_files: policy.maxFiles,
    kinds: Object.fromEntries(
      Object.entries(policy.kinds).map(([kind, { maxMb, mimeTypes }]) => [
        kind,
        { max_mb: maxMb, mime_types: [...mimeTypes] },
      ]),
    ),
  };
}
