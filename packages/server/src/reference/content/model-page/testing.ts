import type { ModelDescriptor } from '../../../catalogue/index.ts';
import { credits } from '../../../platform/units.ts';
import { type Table, tablesOf } from '../testing.ts';

/** For tests only: what a model page says, in the words of `GET /api/v1/models`. */
export function saidByPage(markdown: string) {
  const tables = tablesOf(markdown);
  const [facts, contract] = tables;
  const [id, inputs, , baseCredits, , modes, billing, promptLimit] = column(facts, 1);
  const references = tables.find(({ rows }) => rows[0]?.[1]?.endsWith(' MB'));
  const at = references === undefined ? -1 : tables.indexOf(references);
  const [rule, maxFiles, fileKinds] = column(tables[at - 1], 1);
  return {
    id,
    supported_api_inputs: list(inputs),
    base_credits: Number(baseCredits),
    supported_modes: list(modes),
    billing_type: billing,
    max_prompt_length: numberIn(promptLimit),
    max_prompt_length_of_contract: numberIn(contract?.rows[1]?.[4]),
    file_kinds: references === undefined ? [] : list(fileKinds),
    params: (tables.find(({ heads }) => heads.length === 7)?.rows ?? []).map(paramOf),
    reference_media:
      references === undefined
        ? null
        : { rule, max_files: Number(maxFiles), kinds: Object.fromEntries(references.rows.map(kindOf)) },
    sizes: sizesOf(tables),
  };
}

const NOTHING = '–';
const YES = ['Yes', '是'];

function column(table: Table | undefined, index: number): readonly (string | undefined)[] {
  return (table?.rows ?? []).map((row) => row[index]);
}

function list(text: string | undefined): string[] {
  return text === undefined || text === NOTHING ? [] : text.split(', ');
}

function numberIn(text = ''): number {
  return Number(/\d+/.exec(text)?.[0]);
}

function paramOf([key, type = '', required = '', standard = '', range = '', options, description]: readonly string[]) {
  const bounds = new Map(
    [...range.matchAll(/(min|max|step) (-?[\d.]+)/g)].map(([, name, value]) => [name, Number(value)]),
  );
  return {
    key,
    type,
    required: YES.includes(required),
    default: standard === NOTHING ? null : type === 'number' ? Number(standard) : standard,
    min: bounds.get('min') ?? null,
    max: bounds.get('max') ?? null,
    step: bounds.get('step') ?? null,
    options: type === 'select' ? list(options) : null,
    description,
  };
}

function kindOf([kind = '', maxSize = '', mimeTypes]: readonly string[]) {
  return [kind, { max_mb: Number.parseFloat(maxSize), mime_types: list(mimeTypes) }] as const;
}

/** Width and height by tier and ratio; a model with one tier has it under an empty name. */
function sizesOf(tables: readonly Table[]) {
  const table = tables.find(({ rows }) => /^\d+ × \d+$/.test(rows[0]?.[1] ?? ''));
  const tiers = table?.heads.slice(1) ?? [];
  return Object.fromEntries(
    tiers.map((tier, index) => [
      tier,
      Object.fromEntries((table?.rows ?? []).map((row) => [row[0], row[index + 1]?.split(' × ').map(Number)])),
    ]),
  );
}

/** For tests only: a model that differs from the one given in everything that its page tells. */
export function otherModel(model: ModelDescriptor): ModelDescriptor {
  const references = {
    rule: 'One clip | and up to 2 sounds.',
    maxFiles: 3,
    requiresDurationToken: true,
    kinds: {
      video: { maxMb: 0.5, mimeTypes: ['video/mp4'] },
      audio: { maxMb: 7, mimeTypes: ['audio/wav', 'audio/ogg'] },
    },
  };
  return {
    ...model,
    id: 'other-1.5',
    displayName: 'Other 1.5',
    billing: { type: 'FIXED', baseCredits: credits(77) },
    prompt: { isRequired: false, charactersMax: 321 },
    params: [
      { key: 'shape', type: 'select', options: ['1:1', '2:1'], default: '2:1', description: 'Its shape | or form' },
      { key: 'steps', type: 'number', min: -2, max: 9.5, step: 0.5, default: 0, description: 'How many' },
      { key: 'least', type: 'number', min: 0, isRequired: true, description: 'Only a least value' },
      { key: 'style', type: 'text', max: 40, default: 'plain', description: 'In words' },
    ],
    referenceMedia: references,
    sizes: {
      ratioParam: 'shape',
      ratioMax: 4,
      multipleOf: 8,
      tiers: {
        only: {
          pixelsMax: 640_000,
          byRatio: { '1:1': { width: 800, height: 800 }, '2:1': { width: 1120, height: 560 } },
        },
      },
    },
    supportedModes: ['text-to-image'],
    supportedApiInputs: ['file'],
    apiInputStatus: 'requires_files_api',
    requiresUploadForModes: ['text-to-image'],
    fileKinds: ['video', 'audio'],
    examples: [{ title: 'Small', prompt: 'A dot', params: { least: 1 } }],
  };
}
