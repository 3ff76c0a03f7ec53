import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCatalogue } from '../catalogue/index.ts';
import type { Engine } from './engine.ts';
import { createRegistry, type Offer } from './registry.ts';

const models = createCatalogue()
  .list()
  .map(({ descriptor }) => descriptor);
const [first, second] = models;
assert.ok(first !== undefined && second !== undefined);

function offer(id: string, serves: Offer['serves'] = () => true, close?: () => Promise<void>): Offer {
  const engine: Engine = {
    id,
    notices: [`Served by ${id}.`],
    callsMax: 1,
    submit: () => Promise.resolve({ status: 'done', outputs: [] }),
    poll: () => Promise.resolve({ status: 'done', outputs: [] }),
    ...(close === undefined ? {} : { close }),
  };
  return { engine, serves };
}

describe('createRegistry', () => {
  test('the first offer that serves a model gets it, and its notices', () => {
    const registry = createRegistry([offer('one', (model) => model.id === second.id), offer('two')], models);
    assert.equal(registry.engineFor(first).id, 'two');
    assert.equal(registry.engineFor(second).id, 'one');
    assert.deepEqual(registry.noticesOf(second), ['Served by one.']);
  });

  test('engines are found by their id, also when they serve no model any more', () => {
    const registry = createRegistry([offer('one'), offer('two', () => false)], models);
    assert.equal(registry.byId('two')?.id, 'two');
    assert.equal(registry.byId('three'), undefined);
    assert.deepEqual(
      registry.engines.map(({ id }) => id),
      ['one', 'two'],
    );
  });

  test('a model nobody serves is refused at the start, by its name', () => {
    const refused = () => createRegistry([offer('one', (model) => model.id !== second.id)], models);
    assert.throws(refused, new RegExp(`No engine serves the model ${second.id}`));
    assert.throws(() => createRegistry([], models), /No engine serves/);
  });

  test('two engines of one id are refused at the start', () => {
    assert.throws(() => createRegistry([offer('one'), offer('one')], models), /same id/);
  });

  test('closing closes every engine that has something to close', async () => {
    const closed: string[] = [];
    const close = (id: string) => () => Promise.resolve(void closed.push(id));
    const all = () => true;
    const offers = [offer('one', all, close('one')), offer('two'), offer('three', all, close('three'))];
    await createRegistry(offers, models).close();
    assert.deepEqual(closed, ['one', 'three']);
  });
});
