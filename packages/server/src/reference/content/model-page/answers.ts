import type { Model } from '../../../catalogue/index.ts';
import {
  CREATED_AT,
  ENDED_AT,
  mediaUrl,
  RESULT_EXPIRES_AT,
  RESULT_ID,
  SHA256,
  TASK_ID,
} from '../../openapi/examples/ids.ts';
import { fence, printJson } from '../markdown.ts';
import type { ModelPage } from './index.ts';

/** What a create is answered, and the task when it has succeeded. */
export function answers({ texts, model, baseUrl }: ModelPage): string {
  const { created, result } = texts.model;
  const parts = [`## ${created.heading}`, created.intro, fence('json', printJson(queuedTask(model)))];
  return [
    ...parts,
    `## ${result.heading}`,
    result.intro,
    fence('json', printJson(succeededTask(model, baseUrl))),
    result.note,
  ].join('\n\n');
}

function priceOf({ descriptor, ...model }: Model): number {
  const [example] = descriptor.examples;
  return example === undefined ? descriptor.billing.baseCredits : model.price(model.parse(example));
}

function queuedTask(model: Model) {
  return {
    id: TASK_ID,
    status: 'queued',
    model: model.id,
    reserved_credits: priceOf(model),
    final_credits: 0,
    created_at: CREATED_AT,
    updated_at: CREATED_AT,
    result: null,
    error: null,
  };
}

/** One picture of the size that the first example asks for. */
function succeededTask(model: Model, baseUrl: string) {
  const [example] = model.descriptor.examples;
  const { width, height } = model.size(model.parse(example ?? { prompt: '-' }), undefined);
  const url = mediaUrl(baseUrl, RESULT_ID, `${TASK_ID}-1.png`, RESULT_EXPIRES_AT);
  const seed = example?.params['seed'];
  const item = {
    url,
    mime_type: 'image/png',
    width,
    height,
    size_bytes: 4_181_023,
    sha256: SHA256,
    seed: typeof seed === 'number' ? seed : 1_234_567,
    expires_at: RESULT_EXPIRES_AT,
  };
  return {
    ...queuedTask(model),
    status: 'succeeded',
    final_credits: priceOf(model),
    updated_at: ENDED_AT,
    result: { primary_url: url, urls: [url], items: [item] },
  };
}
