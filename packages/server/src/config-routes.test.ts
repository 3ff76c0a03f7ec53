import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { faultsWith, KEY, readWith } from './testing-config.ts';

describe('routes', () => {
  const engines = { beijing: { type: 'dashscope', credentials: [{ name: 'main', apiKeyEnv: 'ANY_KEY' }] } };
  const set = { ANY_KEY: KEY, KIE_API_KEY: 'k' };

  test('a model’s engines come in the order given; a model that is left out has no route of its own', (t) => {
    const { routes } = readWith(t, { engines, routes: { 'wan-2-7-image-pro': ['kie', 'beijing'] } }, set);
    assert.deepEqual(routes, { 'wan-2-7-image-pro': ['kie', 'beijing'] });
    assert.ok(Object.isFrozen(routes['wan-2-7-image-pro']));
  });

  test('the painter may serve a model alone', (t) => {
    const { routes } = readWith(t, { engines, routes: { 'wan-2-7-image': ['painter'] } }, set);
    assert.deepEqual(routes, { 'wan-2-7-image': ['painter'] });
  });

  for (const [what, routes, message] of [
    [
      'an unknown model',
      { 'wan-3': ['kie'] },
      /^routes\.wan-3 is no model here; there are: wan-2-7-image-pro, wan-2-7-image\.$/,
    ],
    [
      'an unknown engine',
      { 'wan-2-7-image': ['kie', 'fal'] },
      /^routes\.wan-2-7-image\[1\] is not the name of an engine; there are: kie, beijing, painter\.$/,
    ],
    ['no engine', { 'wan-2-7-image': [] }, /^routes\.wan-2-7-image must be a list with at least one engine\.$/],
    ['a text', { 'wan-2-7-image': 'kie' }, /^routes\.wan-2-7-image must be a list with at least one engine\.$/],
    ['a number', { 'wan-2-7-image': [1] }, /^routes\.wan-2-7-image\[0\] must be a text\.$/],
    [
      'an engine twice',
      { 'wan-2-7-image': ['kie', 'kie'] },
      /^routes\.wan-2-7-image\[1\] comes twice in this route\.$/,
    ],
    [
      'the painter beside another',
      { 'wan-2-7-image': ['kie', 'painter'] },
      /^routes\.wan-2-7-image must have painter alone or not at all/,
    ],
    ['a key', { 'wan-2-7-image': [KEY] }, /^routes\.wan-2-7-image\[0\] is not a name: that has/],
    ['a list', [], /^routes must be a JSON object\.$/],
  ] as const) {
    test(`${what} is refused`, (t) => {
      const faults = faultsWith(t, { engines, routes }, set);
      assert.equal(faults.length, 1, faults.join('\n'));
      assert.match(faults[0] ?? '', message);
    });
  }

  test('an engine with a fault of its own may be named', (t) => {
    const content = { engines: { beijing: { type: 'fal' } }, routes: { 'wan-2-7-image': ['beijing'] } };
    assert.deepEqual(faultsWith(t, content), ['engines.beijing.type must be dashscope or kie.']);
  });
});
