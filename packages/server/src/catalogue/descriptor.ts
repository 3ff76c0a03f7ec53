import type { Credits } from '../platform/units.ts';

/** What a file can be. */
export type FileKind = 'image' | 'video' | 'audio';
export const FILE_KINDS = ['image', 'video', 'audio'] as const satisfies readonly FileKind[];

type ParamBase = {
  readonly key: string;
  readonly isRequired?: boolean;
  readonly description: string;
};

/** One of a fixed list of texts. Options `false` and `true` are also taken as JSON booleans and come out as booleans. */
export type SelectParam = ParamBase & {
  readonly type: 'select';
  readonly options: readonly string[];
  readonly default?: string;
};

/** A JSON number. `min` and `max` are included; with `step` the value is `min` (else 0) plus whole steps. */
export type NumberParam = ParamBase & {
  readonly type: 'number';
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly default?: number;
};

/** Free text; `max` is its length in Unicode code points. */
export type TextParam = ParamBase & {
  readonly type: 'text';
  readonly max: number;
  readonly default?: string;
};

export type ParamDescriptor = SelectParam | NumberParam | TextParam;

/** What one kind of reference file may be; a megabyte is 2^20 bytes. */
export type ReferenceKind = { readonly maxMb: number; readonly mimeTypes: readonly string[] };

/** Which files a model takes in `params.referenceMediaItems`. */
export type ReferencePolicy = {
  /** The rule in words, as the model page prints it. */
  readonly rule: string;
  readonly maxFiles: number;
  /** Whether video and audio references must prove their duration with the token the Files API gave. */
  readonly requiresDurationToken?: boolean;
  readonly kinds: Readonly<Partial<Record<FileKind, ReferenceKind>>>;
};

/** Width and height in pixels. */
export type Size = { readonly width: number; readonly height: number };

/** One quality tier: its budget in pixels (width × height) and the size for every ratio option. */
export type SizeTier = { readonly pixelsMax: number; readonly byRatio: Readonly<Record<string, Size>> };

/** How parameters become pixels. */
export type SizePolicy = {
  /** The select whose options are ratios such as `16:9`. */
  readonly ratioParam: string;
  /** The select whose options name the tiers; absent: there is one tier. */
  readonly tierParam?: string;
  readonly tiers: Readonly<Record<string, SizeTier>>;
  /** Long side by short side, at most, when the ratio follows a reference. */
  readonly ratioMax: number;
  /** Both sides are multiples of this many pixels when the ratio follows a reference. */
  readonly multipleOf: number;
};

/** A request body that works as it is, for docs and tests. */
export type ExampleRequest = {
  readonly title: string;
  readonly prompt: string;
  readonly params: Readonly<Record<string, unknown>>;
};

/** Everything that is public about a model. It is data: validation, price, size and `/models` all come from it. */
export type ModelDescriptor = {
  readonly id: string;
  readonly displayName: string;
  readonly category: 'image' | 'video' | 'audio';
  readonly runtime: 'async_task';
  readonly billing: { readonly type: 'FIXED'; readonly baseCredits: Credits };
  /** `charactersMax` counts Unicode code points. */
  readonly prompt: { readonly isRequired: boolean; readonly charactersMax: number };
  readonly params: readonly ParamDescriptor[];
  readonly referenceMedia: ReferencePolicy | null;
  readonly sizes: SizePolicy;
  readonly supportedModes: readonly string[];
  readonly apiStatus: 'available';
  readonly apiInputStatus: 'available_text' | 'available_url_input' | 'partial_requires_files' | 'requires_files_api';
  readonly supportedApiInputs: readonly ('text' | 'file' | 'url')[];
  /** The modes that work only with an uploaded file. */
  readonly requiresUploadForModes: readonly string[];
  readonly urlInputSupported: boolean;
  readonly fileKinds: readonly FileKind[];
  readonly examples: readonly ExampleRequest[];
};

/** Whether a select is a switch: its options are exactly `false` and `true`. */
export function isSwitch(param: SelectParam): boolean {
  return param.options.length === 2 && param.options.includes('false') && param.options.includes('true');
}
