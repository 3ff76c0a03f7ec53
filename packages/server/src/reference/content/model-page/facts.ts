import type { ModelDescriptor } from '../../../catalogue/index.ts';
import type { Texts } from '../../languages/index.ts';
import { code, codes, table } from '../markdown.ts';
import type { ModelPage } from './index.ts';

/** Title, badges, one sentence and the grid of facts. */
export function facts({ texts, model }: ModelPage): string {
  const { descriptor } = model;
  const words = texts.model;
  const rows = [
    [words.facts.id, code(descriptor.id)],
    [words.facts.inputs, codes(descriptor.supportedApiInputs)],
    [words.facts.filesApi, filesApi(texts, descriptor)],
    [words.facts.baseCredits, String(descriptor.billing.baseCredits)],
    [words.facts.capability, texts.labels.category[descriptor.category]],
    [words.facts.modes, codes(descriptor.supportedModes)],
    [words.facts.billing, code(descriptor.billing.type)],
    [words.facts.promptLimit, words.characters(descriptor.prompt.charactersMax)],
  ];
  return [
    `# ${words.title(descriptor.displayName)}`,
    `<!-- badges -->\n${badges(texts, descriptor)}`,
    words.intro(descriptor.displayName, descriptor.id),
    `<!-- facts -->\n${table([words.fact, words.value], rows)}`,
  ].join('\n\n');
}

function badges({ labels }: Texts, { apiStatus, apiInputStatus, category }: ModelDescriptor): string {
  return [labels.apiStatus[apiStatus], labels.apiInputStatus[apiInputStatus], labels.category[category]]
    .map(code)
    .join(' ');
}

function filesApi({ model }: Texts, { referenceMedia, requiresUploadForModes }: ModelDescriptor): string {
  if (requiresUploadForModes.length > 0) return model.filesApiRequiredFor(codes(requiresUploadForModes));
  return referenceMedia === null ? model.filesApiNotUsed : model.filesApiOptional;
}
