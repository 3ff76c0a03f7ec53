import type { ParamDescriptor } from '../../../catalogue/index.ts';
import type { Texts } from '../../languages/index.ts';
import { translate } from '../../languages/translate.ts';
import { code, codes, NOTHING, table } from '../markdown.ts';
import type { ModelPage } from './index.ts';

/** Every parameter of the model. */
export function params({ texts, model: { descriptor } }: ModelPage): string {
  const { params: words, table: heads } = texts.model;
  if (descriptor.params.length === 0) return [`## ${words.heading}`, words.none].join('\n\n');
  const head = [heads.key, heads.type, heads.required, heads.default, heads.range, heads.options, heads.description];
  const rows = descriptor.params.map((param) => rowOf(texts, param));
  const switches = descriptor.params.filter(isSwitch).map(({ key }) => key);
  const note = switches.length === 0 ? [] : [words.switchNote(codes(switches))];
  return [`## ${words.heading}`, words.intro, table(head, rows), ...note].join('\n\n');
}

function rowOf(texts: Texts, param: ParamDescriptor): string[] {
  return [
    code(param.key),
    param.type,
    param.isRequired === true ? texts.labels.yes : texts.labels.no,
    param.default === undefined ? NOTHING : code(param.default),
    rangeOf(param),
    param.type === 'select' ? codes(param.options) : NOTHING,
    translate(texts, param.description),
  ];
}

/** `min`, `max` and `step` as the descriptor says them; a text has a `max` of characters. */
function rangeOf(param: ParamDescriptor): string {
  if (param.type === 'select') return NOTHING;
  const { min, max, step } = param.type === 'number' ? param : { min: undefined, max: param.max, step: undefined };
  const bounds = Object.entries({ min, max, step }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  );
  return bounds.length === 0 ? NOTHING : bounds.join(' / ');
}

function isSwitch(param: ParamDescriptor): boolean {
  return param.type === 'select' && param.options.toSorted().join() === 'false,true';
}
