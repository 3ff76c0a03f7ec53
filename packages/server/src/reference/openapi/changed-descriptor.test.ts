import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { accountMigrations, addAuthentication, createAccount, createKey } from '../../accounts/index.ts';
import {
  type Catalogue,
  createCatalogue,
  type ModelDescriptor,
  modelRoutes,
  type modelView,
  type ReferencePolicy,
} from '../../catalogue/index.ts';
import { createDiskStore, fileMigrations, fileRoutes } from '../../files/index.ts';
import { createHttpServer, type HttpServer } from '../../platform/http/server.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { openTestDb, silentLog, testClock, testFolder } from '../../platform/testing.ts';
import { credits, DAY_MS, MB } from '../../platform/units.ts';
import { openTestApp } from '../../testing-app.ts';
import { createSite } from '../content/index.ts';
import { saidByPage } from '../content/model-page/testing.ts';
import { docsRoutes } from '../site/index.ts';
import { describeApi } from './index.ts';
import { isTaken, saidByDescription, saidByModel } from './testing-models.ts';

const BASE_URL = 'http://127.0.0.1:8787';
const { app, close } = await openTestApp();
await app.http.ready();
const routes = app.http.describedRoutes;
await close();

const pro = createCatalogue().get('wan-2-7-image-pro').descriptor;

describe('a changed descriptor changes docs, /models, description and validation', () => {
  const changes: Readonly<Record<string, (model: ModelDescriptor) => ModelDescriptor>> = {
    price: (model) => ({ ...model, billing: { type: 'FIXED', baseCredits: credits(99) } }),
    'prompt limit': (model) => ({ ...model, prompt: { ...model.prompt, charactersMax: 4_999 } }),
    'a new option': (model) => withParam(model, 'watermark', { options: ['false', 'true', 'auto'] }),
    'another default': (model) => withParam(model, 'resolution', { default: '1K' }),
    range: (model) => withParam(model, 'seed', { max: 1_000 }),
    step: (model) => withParam(model, 'seed', { step: 5, max: 1_000_000 }),
    'a new parameter': (model) => ({
      ...model,
      params: [...model.params, { key: 'style', type: 'text', max: 20, description: 'In words' }],
    }),
    'number of files': (model) => withReferences(model, { maxFiles: 2 }),
    'size of files': (model) => withReferences(model, { kinds: { image: { ...ALL_PICTURES, maxMb: 3 } } }),
    'types of files': (model) =>
      withReferences(model, { kinds: { image: { maxMb: 20, mimeTypes: ['image/png', 'image/webp'] } } }),
  };
  for (const [name, change] of Object.entries(changes)) {
    test(name, async (t) => {
      const before = await fourViews(t, pro);
      const afterwards = await fourViews(t, change(pro));
      assert.notDeepEqual(afterwards.docs, before.docs, 'docs');
      assert.notDeepEqual(afterwards.models, before.models, '/models');
      assert.notDeepEqual(afterwards.description, before.description, 'description');
      assert.notDeepEqual(afterwards.validation, before.validation, 'validation');
      assert.deepEqual(afterwards.description, saidByModel(afterwards.models));
      assert.deepEqual(afterwards.docs.params, afterwards.models.params);
      assert.deepEqual(afterwards.docs.reference_media, afterwards.models.reference_media);
      assert.equal(afterwards.docs.base_credits, afterwards.models.base_credits);
    });
  }
});

const ALL_PICTURES = { mimeTypes: ['image/jpeg', 'image/png', 'image/webp'] };

type ParamChange = {
  readonly options?: readonly string[];
  readonly default?: string;
  readonly max?: number;
  readonly step?: number;
};

function withParam(model: ModelDescriptor, key: string, change: ParamChange): ModelDescriptor {
  const params = model.params.map((param) => (param.key === key ? Object.assign({}, param, change) : param));
  return { ...model, params };
}

function withReferences(model: ModelDescriptor, change: Partial<ReferencePolicy>): ModelDescriptor {
  return model.referenceMedia === null ? model : { ...model, referenceMedia: { ...model.referenceMedia, ...change } };
}

/** What the four say of one model: two as they are served, the others as the server would use them. */
async function fourViews(t: TestContext, descriptor: ModelDescriptor) {
  const catalogue = createCatalogue([descriptor]);
  const db = await openTestDb(t, accountMigrations, fileMigrations);
  const deps = { db, clock: testClock(Date.now()), log: silentLog, catalogue };
  const server = createHttpServer(silentLog);
  t.after(() => server.close());
  addAuthentication(server, { ...deps, settings: { isApiDisabled: false, createsPerMinute: 0, readsPerMinute: 0 } });
  modelRoutes(server, { catalogue, noticesOf: () => [] });
  docsRoutes(server, { site: createSite({ catalogue, baseUrl: () => BASE_URL }), baseUrl: () => BASE_URL });
  fileRoutes(server, {
    ...deps,
    secrets: createSecrets(['agreement-test-secret-agreement-test']),
    store: createDiskStore(testFolder(t)),
    urls: { mediaBaseUrl: BASE_URL },
    retention: { uploadMs: DAY_MS, resultMs: DAY_MS },
  });
  const account = await createAccount(deps, 'reader');
  const { secret } = await createKey(deps, { accountId: account.id });
  const page = await server.inject(`/docs/api/models/${descriptor.id}.md`);
  const answer = await server.inject(`/api/v1/models/${descriptor.id}`);
  const models: ReturnType<typeof modelView> = answer.json();
  return {
    docs: saidByPage(page.body),
    models,
    description: saidByDescription(describeApi({ routes, catalogue, baseUrl: BASE_URL }), descriptor.id),
    validation: {
      ...saidByValidation(catalogue, descriptor.id),
      uploads: await uploads(server, secret, descriptor.id),
    },
  };
}

/** What becomes of requests that one change or another decides about. */
function saidByValidation(catalogue: Catalogue, id: string) {
  const model = catalogue.get(id);
  const input = model.parse({ prompt: 'A dot' });
  const references = Array.from({ length: 3 }, () => ({ url: `${BASE_URL}/media/x`, kind: 'image' }));
  const bodies = [
    { prompt: 'x'.repeat(5_000) },
    ...[{ watermark: 'auto' }, { seed: 1_001 }, { seed: 3 }, { style: 'plain' }].map((params) => ({
      prompt: 'A dot',
      params,
    })),
    { prompt: 'A dot', params: { referenceMediaItems: references } },
  ];
  return { price: model.price(input), params: input.params, taken: bodies.map((body) => isTaken(catalogue, id, body)) };
}

/** The statuses of two uploads for the model: 4 MB that are no picture, and a few bytes of a JPEG. */
async function uploads(server: HttpServer, key: string, model: string): Promise<readonly number[]> {
  const files = [new Uint8Array(4 * MB), Uint8Array.from(Buffer.from('ffd8ffe000104a4649460001', 'hex'))];
  const statuses: number[] = [];
  for (const bytes of files) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ kind: 'image', model })) form.set(name, value);
    form.set('file', new Blob([bytes]), 'a.bin');
    const request = new Request(BASE_URL, { method: 'POST', body: form });
    const { statusCode } = await server.inject({
      method: 'POST',
      url: '/api/v1/files',
      headers: { authorization: `Bearer ${key}`, 'content-type': request.headers.get('content-type') ?? '' },
      payload: Buffer.from(await request.arrayBuffer()),
    });
    statuses.push(statusCode);
  }
  return statuses;
}
