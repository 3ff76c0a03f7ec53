import type { Model } from '../../../catalogue/index.ts';
import { CREATED_AT, ENDED_AT, mediaUrl, RESULT_EXPIRES_AT, RESULT_ID, SHA256, TASK_ID } from './ids.ts';

const PROMPT = { prompt: 'A lighthouse at dusk' };

/** What the model's first example costs. */
export function priceOf(model: Model): number {
  return model.price(firstExample(model));
}

/** The task that the model's first example makes, as a create is answered. */
export function queuedTask(model: Model) {
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

/** The same when it has succeeded: one picture of the size and seed that were asked for. */
export function succeededTask(model: Model, baseUrl: string) {
  const url = mediaUrl(baseUrl, RESULT_ID, `${TASK_ID}-1.png`, RESULT_EXPIRES_AT);
  const { seed } = firstExample(model).params;
  const item = {
    url,
    mime_type: 'image/png',
    ...model.size(firstExample(model), undefined),
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

function firstExample(model: Model) {
  return model.parse(model.descriptor.examples[0] ?? PROMPT);
}
