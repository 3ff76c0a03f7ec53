import { ERROR_STATUS, type ErrorCode } from '../../../platform/http/errors.ts';
import { translate } from '../../languages/translate.ts';
import { ERROR_TEXTS } from '../error-texts.ts';
import { code, table } from '../markdown.ts';
import type { ModelPage } from './index.ts';

/** What a caller of any generation model should be ready for. */
export const COMMON_ERRORS = [
  'validation_failed',
  'insufficient_credits',
  'idempotency_conflict',
  'rate_limited',
  'not_found',
] as const satisfies readonly ErrorCode[];

/** The errors that every generation model has in common. */
export function commonErrors({ texts }: ModelPage): string {
  const words = texts.model.commonErrors;
  const rows = COMMON_ERRORS.map((error) => {
    const { meaning, action } = ERROR_TEXTS[error];
    return [code(error), String(ERROR_STATUS[error]), translate(texts, meaning), translate(texts, action)];
  });
  return [
    `## ${words.heading}`,
    words.intro,
    table([words.code, words.status, words.meaning, words.action], rows),
  ].join('\n\n');
}

/** Where to read on. */
export function next({ texts }: ModelPage): string {
  const { heading, items } = texts.model.next;
  return [`## ${heading}`, items.map((item) => `- ${item}`).join('\n')].join('\n\n');
}
