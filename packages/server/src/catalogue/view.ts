import { type Static, Type } from 'typebox';
import { Nullable } from '../platform/http/schemas.ts';
import type { ModelDescriptor, ParamDescriptor, ReferencePolicy } from './descriptor.ts';

const ParamView = Type.Object({
  key: Type.String(),
  type: Type.String(),
  required: Type.Boolean(),
  default: Type.Union([Type.String(), Type.Number(), Type.Null()]),
  min: Nullable(Type.Number()),
  max: Nullable(Type.Number()),
  step: Nullable(Type.Number()),
  options: Nullable(Type.Array(Type.String())),
  description: Type.String(),
});

const ReferenceMediaView = Type.Object({
  rule: Type.String(),
  max_files: Type.Integer(),
  kinds: Type.Record(Type.String(), Type.Object({ max_mb: Type.Number(), mime_types: Type.Array(Type.String()) })),
});

/** A model as `GET /api/v1/models` shows it, in the documented order of fields. */
export const ModelView = Type.Object({
  id: Type.String(),
  display_name: Type.String(),
  category: Type.String(),
  runtime: Type.String(),
  base_credits: Type.Integer(),
  billing_type: Type.String(),
  supported_modes: Type.Array(Type.String()),
  max_prompt_length: Type.Integer(),
  reference_media: Nullable(ReferenceMediaView),
  params: Type.Array(ParamView),
  api_status: Type.String(),
  api_input_status: Type.String(),
  supported_api_inputs: Type.Array(Type.String()),
  requires_files_api: Type.Boolean(),
  requires_upload_for_modes: Type.Array(Type.String()),
  url_input_supported: Type.Boolean(),
  file_kinds: Type.Array(Type.String()),
  chat_capabilities: Type.Null(),
  notices: Type.Array(Type.String()),
});

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
