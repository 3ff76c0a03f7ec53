import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stageCast } from '../testing.ts';

const SQUARE = { width: 256, height: 256 } as const;

describe('dressIcon: what several equal things look like', () => {
  test('people have skins, not the yellow of the icons, and several wear different clothes', async () => {
    const { named } = await stageCast({ ...SQUARE, cast: [{ name: 'child', count: 3 }] });
    for (const { icon } of named) assert.doesNotMatch(icon.body, /#ffca28|#e59600/i);
    assert.equal(new Set(named.map(({ icon }) => icon.body)).size, 3);
  });

  test('balloons are of several colours, unless the prompt names one', async () => {
    const bodies = async (colour?: string) => {
      const cast = [{ name: 'hot air balloon', count: 3, ...(colour === undefined ? {} : { colour }) }];
      const { named } = await stageCast({ ...SQUARE, cast });
      return new Set(named.map(({ icon }) => icon.body)).size;
    };
    assert.equal(await bodies(), 3);
    assert.equal(await bodies('red'), 1);
  });

  test('the same plan dresses them the same, whatever stands beside them', async () => {
    const one = await stageCast({ ...SQUARE, cast: [{ name: 'woman' }] });
    const two = await stageCast({ ...SQUARE, cast: [{ name: 'dog' }, { name: 'woman' }] });
    const bodyOf = ({ named }: typeof one) => named.find(({ name }) => name === 'woman')?.icon.body;
    assert.equal(bodyOf(one), bodyOf(two));
  });

  test('colours that shine by themselves stay as they are', async () => {
    const { named } = await stageCast({ ...SQUARE, cast: [{ name: 'candle', count: 2 }] });
    for (const { icon } of named) for (const colour of icon.glow ?? []) assert.ok(icon.body.includes(colour), colour);
  });
});

describe('dressIcon: trees by season', () => {
  test('leaves are green in summer and orange in autumn', async () => {
    assert.ok(greens(await treeIn('summer')) > 3);
    assert.equal(greens(await treeIn('autumn')), 0);
  });

  test('in winter the tree is bare, and snow lies only on that one', async () => {
    const winter = await treeIn('winter');
    assert.equal(winter?.icon.name, 'leafless tree');
    assert.equal(winter?.name, 'deciduous tree');
    assert.match(winter?.icon.body ?? '', /#f4f8fb/);
    const { named } = await stageCast({ ...SQUARE, scene: 'desert', cast: [{ name: 'leafless tree' }] });
    assert.doesNotMatch(named[0]?.icon.body ?? '', /#f4f8fb/);
  });
});

async function treeIn(season: 'summer' | 'autumn' | 'winter') {
  const { named } = await stageCast({ ...SQUARE, season, cast: [{ name: 'deciduous tree' }] });
  return named[0];
}

function greens(tree: Awaited<ReturnType<typeof treeIn>>): number {
  const colours = [...(tree?.icon.body ?? '').matchAll(/#(..)(..)(..)\b/g)];
  return colours.filter(([, red = '', green = '']) => Number.parseInt(green, 16) > Number.parseInt(red, 16)).length;
}
