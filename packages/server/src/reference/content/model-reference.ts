import type { Model } from '../../catalogue/index.ts';
import type { Texts } from '../languages/index.ts';
import { code, codes, table } from './markdown.ts';

/** The page that lists all models. */
export function modelReference({ modelReference: words, pages, labels }: Texts, models: readonly Model[]): string {
  const rows = models.map(({ descriptor: { id, displayName, ...facts } }) => [
    `[${displayName}](/docs/api/models/${id})`,
    code(id),
    labels.category[facts.category],
    codes(facts.supportedApiInputs),
    labels.apiInputStatus[facts.apiInputStatus],
    String(facts.billing.baseCredits),
  ]);
  const head = [words.model, words.id, words.category, words.inputs, words.inputStatus, words.baseCredits];
  return [`# ${pages['api/model-reference'].title}`, words.intro, table(head, rows)].join('\n\n');
}
