import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createCatalogue, type ModelDescriptor, modelRoutes, type modelView } from '../../../catalogue/index.ts';
import { createHttpServer, type HttpServer } from '../../../platform/http/server.ts';
import { createLog } from '../../../platform/log.ts';
import { LANGUAGES, textsOf } from '../../languages/index.ts';
import { translate } from '../../languages/translate.ts';
import { docsRoutes } from '../../site/index.ts';
import { createSite } from '../index.ts';
import { blocksOf } from '../testing.ts';
import { otherModel, saidByPage } from './testing.ts';

const BASE_URL = 'http://127.0.0.1:8787';
const builtIn = createCatalogue()
  .list()
  .map(({ descriptor }) => descriptor);
const [pro] = builtIn;
assert.ok(pro);
const other = otherModel(pro);
const otherWithoutFiles: ModelDescriptor = { ...other, id: 'other-1.5-text', referenceMedia: null, fileKinds: [] };

function pageOf(descriptor: ModelDescriptor, language: string): string {
  const site = createSite({ catalogue: createCatalogue([descriptor]), baseUrl: () => BASE_URL });
  return site.find(language, `api/models/${descriptor.id}`)?.markdown ?? '';
}

/** The docs and `/models` as a server has them that offers these models. */
function serve(t: TestContext, descriptors: readonly ModelDescriptor[]): HttpServer {
  const catalogue = createCatalogue(descriptors);
  const app = createHttpServer(createLog('silent'));
  modelRoutes(app, { catalogue, noticesOf: () => [] });
  docsRoutes(app, { site: createSite({ catalogue, baseUrl: () => BASE_URL }), baseUrl: () => BASE_URL });
  t.after(() => app.close());
  return app;
}

/** The facts of a page, out of what `/models` answers and the sizes that only the descriptor has. */
function saidByModel(view: ReturnType<typeof modelView>, { sizes }: ModelDescriptor, language: string) {
  const texts = textsOf(language);
  const { reference_media: media, params } = view;
  const tiers = Object.entries(sizes.tiers).map(([tier, { byRatio }]) => [
    sizes.tierParam === undefined ? texts.model.sizes.size : tier,
    Object.fromEntries(Object.entries(byRatio).map(([ratio, { width, height }]) => [ratio, [width, height]])),
  ]);
  return {
    id: view.id,
    supported_api_inputs: view.supported_api_inputs,
    base_credits: view.base_credits,
    supported_modes: view.supported_modes,
    billing_type: view.billing_type,
    max_prompt_length: view.max_prompt_length,
    max_prompt_length_of_contract: view.max_prompt_length,
    file_kinds: view.file_kinds,
    params: params.map((param) => ({ ...param, description: translate(texts, param.description) })),
    reference_media: media === null ? null : { ...media, rule: translate(texts, media.rule) },
    sizes: Object.fromEntries(tiers),
  };
}

describe('a model page', () => {
  for (const descriptor of [...builtIn, other, otherWithoutFiles]) {
    test(`${descriptor.id}: says what /models answers, in every language, as it is served`, async (t) => {
      const app = serve(t, [...builtIn, other, otherWithoutFiles]);
      const view = await app.inject(`/api/v1/models/${descriptor.id}`);
      assert.equal(view.statusCode, 200);
      for (const language of LANGUAGES) {
        const page = await app.inject(`${language === 'en' ? '' : `/${language}`}/docs/api/models/${descriptor.id}.md`);
        assert.equal(page.statusCode, 200);
        assert.deepEqual(saidByPage(page.body), saidByModel(view.json(), descriptor, language));
      }
    });
  }

  test('prints what an estimate would answer, and a create', () => {
    const answers = blocksOf(pageOf(other, 'en'))
      .filter((block) => block.language === 'json')
      .map(({ text }) => JSON.parse(text));
    const [estimate, queued, succeeded] = answers;
    assert.deepEqual(estimate, { model: 'other-1.5', credits: 77 });
    assert.equal(queued.reserved_credits, 77);
    assert.equal(queued.final_credits, 0);
    assert.equal(succeeded.final_credits, 77);
    assert.deepEqual([succeeded.result.items[0].width, succeeded.result.items[0].height], [1120, 560]);
  });

  test('tells when reference files must prove their duration', () => {
    const page = pageOf(other, 'en');
    assert.match(page, /must carry the `duration_token`/);
    assert.match(page, /\| `durationToken` \| string \| Yes \|/);
    assert.doesNotMatch(pageOf(otherWithoutFiles, 'en'), /durationToken/);
  });

  test('the model has to be named in every request: it has no default', () => {
    assert.match(pageOf(pro, 'en'), /\| `model` \| string \| Yes \| – \| Always `wan-2-7-image-pro`/);
  });

  test('marks params as required when one of them is', () => {
    assert.match(pageOf(other, 'en'), /\| `params` \| object \| Yes \|/);
    assert.match(pageOf(pro, 'en'), /\| `params` \| object \| No \|/);
  });
});

describe('what a model page says is what validation does', () => {
  for (const descriptor of [...builtIn, other]) {
    const page = saidByPage(pageOf(descriptor, 'en'));
    const model = createCatalogue([descriptor]).get(descriptor.id);
    const needed = Object.fromEntries(
      page.params.flatMap(({ key, required, min }) => (required ? [[String(key), min ?? 1]] : [])),
    );
    const parse = (params: Readonly<Record<string, unknown>>, prompt = 'A dot') =>
      model.parse({ prompt, params: { ...needed, ...params } });
    const refuses = (params: Readonly<Record<string, unknown>>, prompt?: string) =>
      assert.throws(() => parse(params, prompt), { code: 'validation_failed' });

    test(`${descriptor.id}: defaults, and nothing where there is none`, () => {
      const { params } = parse({});
      for (const { key = '', default: standard, required } of page.params) {
        if (!required) assert.equal(String(params[key] ?? null), String(standard), key);
      }
    });

    test(`${descriptor.id}: options and ranges, to their ends and no further`, () => {
      for (const { key = '', options, min, max, step, type } of page.params) {
        for (const option of options ?? []) parse({ [key]: option });
        if (options !== null) refuses({ [key]: `${options.join()}!` });
        if (type === 'number') {
          const by = step ?? 1;
          for (const end of [min, max]) if (end !== null) parse({ [key]: end });
          if (min !== null) refuses({ [key]: min - by });
          if (max !== null) refuses({ [key]: max + by });
          if (step !== null) refuses({ [key]: (min ?? 0) + step / 2 });
        }
        if (type === 'text') {
          parse({ [key]: 'x'.repeat(max ?? 0) });
          refuses({ [key]: 'x'.repeat((max ?? 0) + 1) });
        }
      }
      refuses({ not_on_the_page: 1 });
    });

    test(`${descriptor.id}: lengths, numbers of files, price and sizes`, () => {
      parse({}, 'x'.repeat(page.max_prompt_length));
      refuses({}, 'x'.repeat(page.max_prompt_length + 1));
      const item = { url: `${BASE_URL}/media/file_1`, kind: page.file_kinds[0] };
      const files = page.reference_media?.max_files ?? 0;
      assert.equal(parse({ referenceMediaItems: new Array(files).fill(item) }).references.length, files);
      refuses({ referenceMediaItems: new Array(files + 1).fill(item) });
      assert.equal(model.price(parse({})), page.base_credits);
      const { ratioParam, tierParam } = descriptor.sizes;
      for (const [tier, byRatio] of Object.entries(page.sizes)) {
        for (const [ratio, size] of Object.entries(byRatio)) {
          const input = parse({ [ratioParam]: ratio, ...(tierParam === undefined ? {} : { [tierParam]: tier }) });
          const { width, height } = model.size(input, undefined);
          assert.deepEqual([width, height], size, `${ratio} at ${tier}`);
        }
      }
    });
  }
});
