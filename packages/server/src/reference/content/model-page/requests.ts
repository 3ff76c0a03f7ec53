import type { ExampleRequest, ModelDescriptor } from '../../../catalogue/index.ts';
import { translate } from '../../languages/translate.ts';
import type { SampleRequest } from '../samples/request.ts';
import { samplesOf } from '../samples.ts';
import type { ModelPage } from './index.ts';

const REFERENCES = 'referenceMediaItems';

/** Every example of the descriptor as requests to run; one with references uploads them first. */
export function requests({ texts, model: { descriptor }, baseUrl }: ModelPage): string {
  const words = texts.model.requests;
  return descriptor.examples
    .flatMap((example) => [
      `## ${translate(texts, example.title)}`,
      itemsOf(example).length === 0 ? words.intro : words.referenceIntro,
      samplesOf(stepsOf(descriptor, example), baseUrl),
    ])
    .join('\n\n');
}

/** The requests of one example: an upload for each reference, then the create. */
export function stepsOf(descriptor: ModelDescriptor, example: ExampleRequest): readonly SampleRequest[] {
  const items = itemsOf(example);
  const names = items.map((_item, index) => (items.length === 1 ? 'FILE_URL' : `FILE_URL_${'ABCDEFGHI'[index]}`));
  const uploads = items.map((item, index) => uploadOf(descriptor.id, item, names[index] ?? ''));
  const filled = items.map((item, index) => ({ ...item, url: `$${names[index]}` }));
  const params = { ...example.params, ...(items.length === 0 ? {} : { [REFERENCES]: filled }) };
  return [...uploads, { ...CREATE, json: { model: descriptor.id, prompt: example.prompt, params } }];
}

const CREATE = { method: 'POST', path: '/api/v1/generations', query: {} } as const;

type Item = Readonly<Record<string, unknown>>;

function itemsOf({ params }: ExampleRequest): readonly Item[] {
  const items = params[REFERENCES];
  return Array.isArray(items) ? items : [];
}

function uploadOf(model: string, { kind, name }: Item, saveAs: string): SampleRequest {
  return {
    ...CREATE,
    path: '/api/v1/files',
    form: [
      ['kind', String(kind)],
      ['model', model],
      ['file', `@${name}`],
    ],
    save: { field: 'url', name: saveAs },
  };
}
