import { FILE_KINDS, type ReferencePolicy } from '../../../catalogue/index.ts';
import type { Texts } from '../../languages/index.ts';
import { translate } from '../../languages/translate.ts';
import { code, codes, table } from '../markdown.ts';
import type { ModelPage } from './index.ts';

/** Upload policy, rule, limits and the fields of a reference item; nothing for a model that takes no files. */
export function references({ texts, model: { descriptor } }: ModelPage): string | undefined {
  const policy = descriptor.referenceMedia;
  if (policy === null) return undefined;
  const words = texts.model.references;
  const kinds = FILE_KINDS.filter((kind) => policy.kinds[kind] !== undefined);
  const facts = [
    [words.rule, translate(texts, policy.rule)],
    [words.maxFiles, String(policy.maxFiles)],
    [words.kinds, codes(kinds)],
    [words.durationToken, durationTokenNote(texts, policy)],
  ];
  const limits = kinds.map((kind) => {
    const { maxMb = 0, mimeTypes = [] } = policy.kinds[kind] ?? {};
    return [code(kind), `${maxMb} MB`, codes(mimeTypes)];
  });
  return [
    `## ${words.heading}`,
    words.policy,
    `<!-- facts -->\n${table([texts.model.fact, texts.model.value], facts)}`,
    table([words.kind, words.maxSize, words.mimeTypes], limits),
    words.sizeNote,
    words.itemIntro,
    itemTable(texts, policy),
  ].join('\n\n');
}

function hasDuration({ kinds }: ReferencePolicy): boolean {
  return kinds.video !== undefined || kinds.audio !== undefined;
}

function durationTokenNote(texts: Texts, policy: ReferencePolicy): string {
  const words = texts.model.references;
  if (!hasDuration(policy)) return words.durationNone;
  return policy.requiresDurationToken === true ? words.durationRequired : words.durationOptional;
}

function itemTable({ model, labels }: Texts, policy: ReferencePolicy): string {
  const { references: words, table: heads } = model;
  const mustHaveToken = hasDuration(policy) && policy.requiresDurationToken === true;
  const duration = [
    ['durationSeconds', 'number', labels.no, words.itemDurationSeconds],
    ['durationToken', 'string', mustHaveToken ? labels.yes : labels.no, words.itemDurationToken],
  ];
  const rows = [
    ['url', 'string', labels.yes, words.itemUrl],
    ['kind', 'string', labels.yes, words.itemKind],
    ['name', 'string', labels.no, words.itemName],
    ['mimeType', 'string', labels.no, words.itemMimeType],
    ...(hasDuration(policy) ? duration : []),
  ];
  return table(
    [heads.key, heads.type, heads.required, heads.description],
    rows.map(([key = '', ...cells]) => [code(key), ...cells]),
  );
}
