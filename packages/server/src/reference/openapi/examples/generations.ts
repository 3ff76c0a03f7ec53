import type { Catalogue, ExampleRequest, Model } from '../../../catalogue/index.ts';
import { isObject, type Json, type JsonObject, toJsonObject } from '../json.ts';
import { priceOf, queuedTask, succeededTask } from './example-task.ts';
import type { Examples, OperationExamples } from './examples.ts';
import { EARLIER_TASK_ID, ENDED_AT, mediaUrl, TASK_ID, UPLOAD_EXPIRES_AT, UPLOAD_ID } from './ids.ts';

const TRACE_ID = 'order-17';

/** Requests from the descriptors' own examples, and what becomes of the first of them. */
export function generationExamples(catalogue: Catalogue, baseUrl: string): Readonly<Record<string, OperationExamples>> {
  const [model] = catalogue.list();
  if (model === undefined) return {};
  const request = requestExamples(catalogue, baseUrl);
  const queued = { summary: 'Accepted', value: task(model) };
  const succeeded = { summary: 'Succeeded', value: { ...succeededTask(model, baseUrl), client_request_id: TRACE_ID } };
  const failed = { summary: 'Failed', value: failedTask(model, EARLIER_TASK_ID, FAILURES.generation_failed) };
  const cancelled = { summary: 'Cancelled', value: failedTask(model, TASK_ID, FAILURES.cancelled) };
  const price = { model: model.id, credits: priceOf(model) };
  return {
    createGeneration: { request, answer: { queued } },
    estimateGeneration: { request, answer: { estimate: { summary: 'The price', value: price } } },
    retrieveGeneration: { answer: { queued, succeeded, failed } },
    listGenerations: { answer: { page: { summary: 'The only page', value: page([succeeded.value, failed.value]) } } },
    cancelGeneration: { answer: { cancelled } },
  };
}

/** Requests of every model, named after the model and their place. */
function requestExamples(catalogue: Catalogue, baseUrl: string): Examples {
  return Object.fromEntries(
    catalogue
      .list()
      .flatMap(({ id, descriptor }) =>
        descriptor.examples.map((example, index) => [
          index === 0 ? id : `${id}-${index + 1}`,
          { summary: `${descriptor.displayName}: ${example.title}`, value: requestOf(id, example, baseUrl) },
        ]),
      ),
  );
}

function requestOf(modelId: string, { prompt, params }: ExampleRequest, baseUrl: string): JsonObject {
  return {
    model: modelId,
    prompt,
    params: withOwnFiles(toJsonObject(params), baseUrl),
    client_request_id: TRACE_ID,
  };
}

/** Descriptors do not know where a server is; references are files of the server that is asked. */
function withOwnFiles(params: JsonObject, baseUrl: string): JsonObject {
  const items = params['referenceMediaItems'];
  if (!Array.isArray(items)) return params;
  const own = items.map((item: Json) =>
    isObject(item)
      ? { ...item, url: mediaUrl(baseUrl, UPLOAD_ID, String(item['name'] ?? 'reference'), UPLOAD_EXPIRES_AT) }
      : item,
  );
  return { ...params, referenceMediaItems: own };
}

function task(model: Model) {
  return { ...queuedTask(model), client_request_id: TRACE_ID };
}

const FAILURES = {
  generation_failed: { code: 'generation_failed', message: 'The generation failed. Nothing was charged.' },
  cancelled: { code: 'cancelled', message: 'Cancelled on request. Nothing was charged.' },
} as const;

function failedTask(model: Model, id: string, error: JsonObject): JsonObject {
  return { ...task(model), id, status: 'failed', updated_at: ENDED_AT, error };
}

function page(data: readonly JsonObject[]): JsonObject {
  return { object: 'list', data, has_more: false, next_cursor: null };
}
