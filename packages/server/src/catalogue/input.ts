import type { FileKind } from './descriptor.ts';

/** Parsed parameters: defaults filled in, optional keys that were not given absent, `false`/`true` selects as booleans. */
export type ParamValues = Readonly<Record<string, string | number | boolean>>;

/** One entry of `params.referenceMediaItems`; `path` says where it stood, for later refusals. */
export type ReferenceItem = {
  readonly path: string;
  readonly url: string;
  readonly kind: FileKind;
  readonly name?: string;
  readonly mimeType?: string;
  readonly durationSeconds?: number;
  readonly durationToken?: string;
};

/** A request that its model accepts. `prompt` is kept as it was sent. */
export type ParsedInput = {
  readonly prompt: string;
  readonly params: ParamValues;
  readonly references: readonly ReferenceItem[];
};
