import type { SampleRequest } from './request.ts';
import { listRule, optionsOf, type Rule, type SdkCall } from './sdk-rule.ts';
import { WEBHOOK_RULES } from './webhook-calls.ts';

const RULES: readonly Rule[] = [
  { method: 'GET', path: /^\/models$/, call: () => ({ method: 'models.list', variable: 'models', shown: '.data' }) },
  {
    method: 'GET',
    path: /^\/models\/([^/]+)$/,
    call: (_request, id) => ({ method: 'models.retrieve', given: [id], variable: 'model' }),
  },
  {
    method: 'POST',
    path: /^\/generations$/,
    call: ({ json, idempotencyKey }) => ({
      method: 'generations.create',
      given: [json, ...(idempotencyKey === undefined ? [] : [{ idempotencyKey }])],
      variable: 'task',
    }),
  },
  {
    method: 'POST',
    path: /^\/generations\/estimate$/,
    call: ({ json }) => ({ method: 'generations.estimate', given: [json], variable: 'estimate' }),
  },
  {
    method: 'GET',
    path: /^\/generations\/([^/]+)$/,
    call: ({ query }, id) => ({ method: 'generations.retrieve', given: [id, ...optionsOf(query)], variable: 'task' }),
  },
  {
    method: 'POST',
    path: /^\/generations\/([^/]+)\/cancel$/,
    call: (_request, id) => ({ method: 'generations.cancel', given: [id], variable: 'task' }),
  },
  listRule(/^\/generations$/, 'generations.list', 'tasks'),
  {
    method: 'POST',
    path: /^\/files$/,
    call: ({ form = [] }) => ({ method: 'files.upload', given: [uploadOf(form)], variable: 'file' }),
  },
  {
    method: 'GET',
    path: /^\/files\/([^/]+)$/,
    call: (_request, id) => ({ method: 'files.retrieve', given: [id], variable: 'file' }),
  },
  listRule(/^\/files$/, 'files.list', 'files'),
  {
    method: 'DELETE',
    path: /^\/files\/([^/]+)$/,
    call: (_request, id) => ({ method: 'files.delete', given: [id], variable: '' }),
  },
  { method: 'GET', path: /^\/credits$/, call: () => ({ method: 'credits.retrieve', variable: 'credits' }) },
  listRule(/^\/credits\/entries$/, 'credits.entries', 'entries'),
  ...WEBHOOK_RULES,
];

/** Finds the SDK's method for a request. Throws when it has none: every route of the API has one. */
export function sdkCallOf(request: SampleRequest): SdkCall {
  const path = request.path.replace('/api/v1', '');
  for (const rule of RULES) {
    const match = rule.method === request.method ? rule.path.exec(path) : null;
    if (match !== null) return { given: [], shown: '', ...rule.call(request, match[1] ?? '', match[2] ?? '') };
  }
  throw new Error(`The SDK has no method for ${request.method} ${request.path}.`);
}

/** The SDK takes the path of the file as it is. */
function uploadOf(form: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(form.map(([name, value]) => [name, name === 'file' ? value.slice(1) : value]));
}
