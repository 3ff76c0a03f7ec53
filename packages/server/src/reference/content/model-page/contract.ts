import { code, NOTHING, table } from '../markdown.ts';
import type { ModelPage } from './index.ts';

/** What stands at the top level of a create. */
export function contract({ texts, model: { descriptor } }: ModelPage): string {
  const { contract: words, table: heads } = texts.model;
  const isRequired = (is: boolean) => (is ? texts.labels.yes : texts.labels.no);
  const needsParams = descriptor.params.some((param) => param.isRequired === true);
  const rows = [
    ['model', 'string', isRequired(true), NOTHING, words.model(descriptor.id)],
    [
      'prompt',
      'string',
      isRequired(descriptor.prompt.isRequired),
      NOTHING,
      words.prompt(descriptor.prompt.charactersMax),
    ],
    ['params', 'object', isRequired(needsParams), NOTHING, words.params],
    ['client_request_id', 'string', isRequired(false), NOTHING, words.clientRequestId],
  ];
  const head = [heads.key, heads.type, heads.required, heads.default, heads.description];
  return [
    `## ${words.heading}`,
    words.intro,
    table(
      head,
      rows.map(([key = '', ...cells]) => [code(key), ...cells]),
    ),
  ].join('\n\n');
}
