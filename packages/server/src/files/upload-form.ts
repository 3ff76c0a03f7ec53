import { type Catalogue, FILE_KINDS, type FileKind, type ReferenceKind } from '../catalogue/index.ts';
import { type Detail, type Failure, fail, invalid } from '../platform/http/errors.ts';
import { MB } from '../platform/units.ts';
import { bytesMaxOf, DEFAULT_KINDS } from './file-policy.ts';

const FIELDS = ['kind', 'model', 'client_request_id'] as const;
type Field = (typeof FIELDS)[number];
const REQUEST_ID_CHARACTERS_MAX = 128;

/** What the text fields of an upload said. */
export type UploadWishes = {
  readonly kind: FileKind;
  readonly policy: ReferenceKind;
  readonly clientRequestId: string | null;
};

/** A text field as it came in. */
export type FormField = { readonly name: string | undefined; readonly value: unknown; readonly isCut: boolean };

/** The text fields of an upload, judged one by one as they arrive, in any order, before and after the file. */
export class UploadForm {
  readonly #catalogue: Catalogue;
  readonly #values = new Map<Field, string>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Takes one field. Throws `validation_failed` when it is unknown, comes twice or cannot be meant. */
  add({ name, value, isCut }: FormField): void {
    if (name === 'file') throw invalid([{ path: name, message: 'must be a file part: give it a filename.' }]);
    const field = FIELDS.find((one) => one === name);
    if (field === undefined) throw unknownField(name);
    if (this.#values.has(field)) throw invalid([{ path: field, message: 'must be given once.' }]);
    if (typeof value !== 'string') throw invalid([{ path: field, message: 'must be plain text.' }]);
    const problem = isCut ? 'is too long.' : problemOf(field, value);
    if (problem !== undefined) throw invalid([{ path: field, message: problem }]);
    if (field === 'model') this.#catalogue.get(value);
    this.#values.set(field, value);
    this.#checkTogether();
  }

  /** How many bytes the file may have, as far as the fields that came so far tell. */
  get bytesMax(): number {
    const kind = this.#kind;
    if (this.#values.has('model')) {
      const kinds = this.#kindsOfModel();
      const limits = FILE_KINDS.map((one) => (kind === undefined || kind === one ? (kinds[one]?.maxMb ?? 0) : 0));
      return Math.floor(Math.max(...limits) * MB);
    }
    return bytesMaxOf(this.#catalogue, kind);
  }

  /** The refusal of a file that is larger than `bytesMax` now. */
  tooLarge(): Failure {
    const kind = this.#kind ?? 'file';
    const model = this.#values.get('model');
    const limit = this.bytesMax / MB;
    const usual = this.#kind === undefined ? limit : DEFAULT_KINDS[this.#kind].maxMb;
    const most = model === undefined && usual < limit ? ` (${limit} MB with a model that takes more)` : '';
    const allowed = model === undefined ? `${usual} MB${most}` : `${limit} MB for ${model}`;
    const message = `The file is too large: ${article(kind)} may have at most ${allowed}.`;
    return fail('file_too_large', { public: message, details: [{ path: 'file', message }] });
  }

  /** What all fields together ask for. Throws `validation_failed` when something required is missing. */
  finish(isFileGiven: boolean): UploadWishes {
    const kind = this.#kind;
    const missing: Detail[] = [];
    if (!isFileGiven) missing.push({ path: 'file', message: 'is required: one part with the bytes and a filename.' });
    if (kind === undefined) missing.push({ path: 'kind', message: `is required: one of ${FILE_KINDS.join(', ')}.` });
    const [first, ...rest] = missing;
    if (first !== undefined) throw invalid([first, ...rest]);
    return {
      kind: kind ?? 'image',
      policy: this.#policyOf(kind ?? 'image'),
      clientRequestId: this.#values.get('client_request_id') ?? null,
    };
  }

  get #kind(): FileKind | undefined {
    return FILE_KINDS.find((kind) => kind === this.#values.get('kind'));
  }

  #kindsOfModel(): Readonly<Partial<Record<FileKind, ReferenceKind>>> {
    const model = this.#values.get('model');
    if (model === undefined) return DEFAULT_KINDS;
    return this.#catalogue.get(model).descriptor.referenceMedia?.kinds ?? {};
  }

  #policyOf(kind: FileKind): ReferenceKind {
    return this.#kindsOfModel()[kind] ?? DEFAULT_KINDS[kind];
  }

  #checkTogether(): void {
    const accepted = this.#kindsOfModel();
    const kinds = FILE_KINDS.filter((kind) => accepted[kind] !== undefined);
    if (kinds.length === 0) throw invalid([{ path: 'model', message: 'takes no reference files.' }]);
    const kind = this.#kind;
    if (kind !== undefined && accepted[kind] === undefined) {
      throw invalid([{ path: 'kind', message: `must be ${kinds.join(' or ')} for ${this.#values.get('model')}.` }]);
    }
  }
}

function unknownField(name: string | undefined): Failure {
  if (name === undefined) return invalid([{ path: '', message: 'A part of the form has no name.' }]);
  const path = name
    .slice(0, 60)
    .replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}')
    .toWellFormed();
  return invalid([{ path, message: `is not a known field here; known are: file, ${FIELDS.join(', ')}.` }]);
}

function problemOf(field: Field, value: string): string | undefined {
  switch (field) {
    case 'kind':
      return FILE_KINDS.some((kind) => kind === value) ? undefined : `must be one of: ${FILE_KINDS.join(', ')}.`;
    case 'client_request_id': {
      const length = Array.from(value).length;
      return length >= 1 && length <= REQUEST_ID_CHARACTERS_MAX ? undefined : 'must be 1 to 128 characters.';
    }
    default:
      return undefined;
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
