import { isRecord } from '../http/read-body.ts';
import { INPUTS_MAX } from '../wan/inspect-input.ts';
import { checkParameters, type Parameters } from './check-parameters.ts';
import { documented, invalid } from './refusal.ts';

/** A request whose form is right; its images are still to be looked at. */
export type CheckedRequest = {
  readonly model: string;
  readonly isPro: boolean;
  /** What the model sees of it: the first 5,000 characters. */
  readonly prompt: string;
  /** In the order given: links, data URIs or `oss://` keys. */
  readonly images: readonly string[];
  readonly parameters: Parameters;
};

const PRO = 'wan2.7-image-pro';
/** The models this simulator has. */
export const MODELS: readonly string[] = [PRO, 'wan2.7-image'];
const PROMPT_CHARACTERS_MAX = 5_000;

/** Checks the body of a submit against the documented form; anything not documented is refused. Throws a Refusal. */
export function checkRequest(body: unknown, unknownModel: '400' | '404'): CheckedRequest {
  if (!isRecord(body)) throw documented('InvalidParameter');
  refuseOthers(body, ['model', 'input', 'parameters'], '');
  const model = checkModel(body.model, unknownModel);
  const content = checkInput(body.input);
  return {
    model,
    isPro: model === PRO,
    prompt: content.prompt,
    images: content.images,
    parameters: checkParameters(body.parameters === undefined ? {} : body.parameters),
  };
}

/** Refuses a model that is not served. Throws a Refusal. */
export function checkModel(model: unknown, unknownModel: '400' | '404'): string {
  if (typeof model !== 'string' || model === '') throw invalid('model must be a string');
  if (MODELS.includes(model)) return model;
  throw unknownModel === '404' ? documented('ModelNotFound') : invalid('Model not exist.');
}

function checkInput(input: unknown): { prompt: string; images: readonly string[] } {
  if (!isRecord(input)) throw invalid('input must be an object');
  refuseOthers(input, ['messages'], 'input.');
  if (!Array.isArray(input.messages)) throw invalid('input.messages must be an array');
  if (input.messages.length !== 1) throw invalid('messages length only supports 1');
  const message: unknown = input.messages[0];
  if (!isRecord(message)) throw invalid('input.messages[0] must be an object');
  refuseOthers(message, ['role', 'content'], 'input.messages[0].');
  if (message.role !== 'user') throw invalid('role of input.messages[0] must be user');
  if (!Array.isArray(message.content)) throw invalid('content of input.messages[0] must be an array');
  return checkContent(message.content);
}

function checkContent(content: readonly unknown[]): { prompt: string; images: readonly string[] } {
  const texts: string[] = [];
  const images: string[] = [];
  for (const item of content) {
    if (!isRecord(item) || Object.keys(item).length !== 1) throw invalid('A content item must have text or image only');
    const [[kind, value] = ['', undefined]] = Object.entries(item);
    if (kind !== 'text' && kind !== 'image') throw invalid('A content item must have text or image only');
    if (typeof value !== 'string' || value === '') throw invalid(`${kind} of a content item must be a string`);
    (kind === 'text' ? texts : images).push(value);
  }
  const [text, ...others] = texts;
  if (text === undefined || others.length > 0) throw invalid('content must have exactly one text');
  if (images.length > INPUTS_MAX) throw invalid(`The number of images should be [0, ${INPUTS_MAX}]`);
  return { prompt: [...text].slice(0, PROMPT_CHARACTERS_MAX).join(''), images };
}

function refuseOthers(record: Readonly<Record<string, unknown>>, allowed: readonly string[], path: string): void {
  for (const key of Object.keys(record)) {
    if (!allowed.includes(key)) throw invalid(`${path}${key} is not supported`);
  }
}
