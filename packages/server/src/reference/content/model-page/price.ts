import { fence, printJson } from '../markdown.ts';
import { samplesOf } from '../samples.ts';
import type { ModelPage } from './index.ts';
import { stepsOf } from './requests.ts';

/** What a task costs, and how to ask before it is made. */
export function price({ texts, model, baseUrl }: ModelPage): string {
  const { descriptor } = model;
  const words = texts.model.price;
  const [example] = descriptor.examples;
  const parts = [`## ${words.heading}`, words.fixed(descriptor.billing.baseCredits)];
  const create = example === undefined ? undefined : stepsOf(descriptor, example).at(-1);
  if (example === undefined || create === undefined) return parts.join('\n\n');
  const credits = model.price(model.parse(example));
  return [
    ...parts,
    words.estimate,
    samplesOf([{ ...create, path: '/api/v1/generations/estimate' }], baseUrl),
    words.answer,
    fence('json', printJson({ model: descriptor.id, credits })),
  ].join('\n\n');
}
