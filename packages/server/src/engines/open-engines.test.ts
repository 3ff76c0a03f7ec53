import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createCatalogue } from '../catalogue/index.ts';
import { readConfig } from '../config.ts';
import { silentLog, testClock } from '../platform/testing.ts';
import { createGuardedFetcher } from '../platform/upstream/guarded-fetcher.ts';
import { readWith } from '../testing-config.ts';
import { openEngines } from './open-engines.ts';
import { createRegistry } from './registry.ts';

const MODELS = createCatalogue()
  .list()
  .map(({ descriptor }) => descriptor);
const BOTH = { DASHSCOPE_API_KEY: 'key-one', KIE_API_KEY: 'key-two' };

/** What the settings lead to: every engine, and which ones make each model. */
function open(t: TestContext, { engines, routes }: Pick<ReturnType<typeof readConfig>, 'engines' | 'routes'>) {
  const fetcher = createGuardedFetcher({ allowlist: [] });
  const offers = openEngines({ clock: testClock(), log: silentLog, fetcher }, engines);
  const registry = createRegistry(offers, MODELS, routes);
  t.after(async () => {
    await registry.close();
    await fetcher.close();
  });
  const made = Object.fromEntries(MODELS.map((model) => [model.id, registry.routeOf(model).map(({ id }) => id)]));
  return { registry, ids: registry.engines.map(({ id }) => id), made };
}

describe('openEngines', () => {
  test('without any key the painter makes everything, and says so', (t) => {
    const { registry, ids, made } = open(t, readConfig({}));
    assert.deepEqual(ids, ['painter']);
    for (const model of MODELS) {
      assert.deepEqual(made[model.id], ['painter']);
      assert.notDeepEqual(registry.noticesOf(model), []);
    }
  });

  test('with keys the upstreams make everything, DashScope first; the painter is there and makes nothing new', (t) => {
    const { registry, ids, made } = open(t, readConfig(BOTH));
    assert.deepEqual(ids, ['dashscope', 'kie', 'painter']);
    for (const model of MODELS) {
      assert.deepEqual(made[model.id], ['dashscope', 'kie']);
      assert.ok(!registry.noticesOf(model).some((notice) => /sandbox|painter/i.test(notice)));
    }
  });

  test('the routes of the file decide, whatever the order of the engines', (t) => {
    const routes = { 'wan-2-7-image-pro': ['kie', 'dashscope'], 'wan-2-7-image': ['painter'] };
    assert.deepEqual(open(t, readWith(t, { routes }, BOTH)).made, routes);
  });

  test('names, limits and prices reach the engines; keys stay inside them', (t) => {
    const engines = {
      beijing: {
        type: 'dashscope',
        credentials: [
          { name: 'shop', apiKeyEnv: 'SHOP_KEY' },
          { name: 'blog', apiKeyEnv: 'BLOG_KEY', limits: { submitsPerSecond: 0.5, submitsAtOnce: 2 } },
        ],
        limits: { tasksInProcess: 50 },
        prices: { 'wan-2-7-image-pro': { amount: 0.5, currency: 'CNY' } },
      },
    };
    const { registry } = open(t, readWith(t, { engines }, { SHOP_KEY: 'key-one', BLOG_KEY: 'key-two' }));
    const engine = registry.byId('beijing');
    const shown = engine?.credentials?.map(({ name, submitsPerSecond, submitsAtOnce, tasksMax }) => {
      return [name, submitsPerSecond, submitsAtOnce, tasksMax];
    });
    assert.deepEqual(shown, [
      ['shop', 5, 1, 50],
      ['blog', 0.5, 2, 50],
    ]);
    assert.deepEqual(engine?.costOf?.('wan-2-7-image-pro'), { micros: 500_000, currency: 'CNY' });
    assert.equal(engine?.costOf?.('wan-2-7-image'), undefined);
  });
});
