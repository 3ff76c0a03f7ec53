import { code, table } from '../markdown.ts';
import type { ModelPage } from './index.ts';

/** The size in pixels for every ratio and tier, and what counts when a reference sets the ratio. */
export function sizes({ texts, model: { descriptor } }: ModelPage): string {
  const words = texts.model.sizes;
  const { ratioParam, tierParam, tiers, ratioMax, multipleOf } = descriptor.sizes;
  const ratios = descriptor.params.flatMap((param) =>
    param.key === ratioParam && param.type === 'select' ? param.options : [],
  );
  const tierNames = descriptor.params.flatMap((param) =>
    param.key === tierParam && param.type === 'select' ? param.options : [],
  );
  const names = tierNames.length === 0 ? Object.keys(tiers).slice(0, 1) : tierNames;
  const rows = ratios.map((ratio) => [
    code(ratio),
    ...names.map((name) => {
      const size = tiers[name]?.byRatio[ratio];
      return `${size?.width} × ${size?.height}`;
    }),
  ]);
  const head = [words.ratio, ...(tierNames.length === 0 ? [words.size] : names.map(code))];
  const follows = descriptor.referenceMedia === null ? [] : [words.followsReference(ratioParam, ratioMax, multipleOf)];
  return [`## ${words.heading}`, words.intro, table(head, rows), ...follows].join('\n\n');
}
