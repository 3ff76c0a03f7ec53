import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createCatalogue } from '../../catalogue/index.ts';
import { ERROR_STATUS } from '../../platform/http/errors.ts';
import { openTestApp } from '../../testing-app.ts';
import { pathOf } from './describe-operation.ts';
import { describeApi } from './index.ts';
import { isObject, objectAt } from './json.ts';
import { at, createCheck, objectIn, operationsOf } from './testing.ts';

const BASE_URL = 'http://127.0.0.1:8787';
const { app, close } = await openTestApp();
after(close);
await app.http.ready();
const catalogue = createCatalogue();
const routes = app.http.describedRoutes;
const document = describeApi({ routes, catalogue, baseUrl: BASE_URL });
const operations = operationsOf(document);
const components = document.components;

describe('the description', () => {
  test('has every route under /api/v1 with every method, and nothing else', async () => {
    const paths = Object.keys(document.paths);
    const served = pathsIn(app.http.printRoutes({ commonPrefix: false })).filter((path) => path.startsWith('/api/v1'));
    assert.deepEqual(paths.toSorted(), served.map(pathOf).sort());
    for (const path of paths) {
      const url = path.replace(/\{\w+\}/g, 'x');
      const { headers } = await app.http.inject({ method: 'OPTIONS', url });
      const described = Object.keys(document.paths[path] ?? {}).map((method) => method.toUpperCase());
      const allowed = String(headers['allow']).split(', ');
      assert.deepEqual(described.sort(), allowed.filter((method) => method !== 'HEAD').sort(), path);
    }
  });

  test('is the same each time, in whatever order the routes were added', () => {
    const again = describeApi({ routes: routes.toReversed(), catalogue: createCatalogue(), baseUrl: BASE_URL });
    assert.equal(JSON.stringify(again), JSON.stringify(document));
  });

  test('says for each operation what it is, who may call it and what it can answer', () => {
    const ids = new Set(operations.map(({ operation }) => operation['operationId']));
    assert.equal(ids.size, operations.length);
    for (const { path, operation } of operations) {
      const scopes = operation['x-scopes'];
      assert.ok(Array.isArray(scopes));
      assert.deepEqual(operation['security'], scopes.length === 0 ? [] : undefined, path);
      assert.ok(String(operation['summary']).length > 5 && String(operation['description']).length > 30, path);
      const statuses = Object.keys(objectAt(operation, 'responses'));
      for (const status of ['400', '429', '500', '503', ...(scopes.length === 0 ? [] : ['401', '403'])]) {
        assert.ok(statuses.includes(status), `${path} has no ${status}`);
      }
      assert.equal(statuses.includes('404'), path.includes('{'), path);
    }
  });

  test('names the schemas that clients are made from', () => {
    const names = Object.keys(objectAt(components, 'schemas'));
    const wanted = ['Model', 'ModelParam', 'Generation', 'GenerationResult', 'PublicApiFile', 'Credits', 'CreditEntry'];
    for (const name of [...wanted, 'Error', 'ErrorCode', 'GenerationRequest', 'ModelId']) {
      assert.ok(names.includes(name), name);
    }
  });

  test('lists every error code with its status, and each refusal under the right one', () => {
    assert.deepEqual(at(components, 'schemas', 'ErrorCode', 'enum'), Object.keys(ERROR_STATUS));
    const codes = objectAt(components, 'x-error-codes');
    for (const [code, status] of Object.entries(ERROR_STATUS)) assert.equal(at(codes, code, 'status'), status);
    const statusByCode: Readonly<Record<string, number>> = ERROR_STATUS;
    for (const { path, operation } of operations) {
      for (const [status, response] of Object.entries(objectAt(operation, 'responses'))) {
        if (Number(status) < 400) continue;
        const said = at(objectIn(document, response), 'x-error-codes');
        assert.ok(Array.isArray(said) && said.length > 0);
        for (const code of said) assert.equal(statusByCode[String(code)], Number(status), `${path} ${String(code)}`);
      }
    }
  });

  test('describes every header it names', () => {
    for (const { path, operation } of operations) {
      for (const response of Object.values(objectAt(operation, 'responses'))) {
        const headers = objectAt(objectIn(document, response), 'headers');
        for (const name of ['x-request-id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset']) {
          assert.ok(objectIn(document, headers, name)['description'], `${path} ${name}`);
        }
      }
    }
    const create = at(document.paths, '/api/v1/generations', 'post');
    assert.deepEqual(at(create, 'parameters'), [{ $ref: '#/components/parameters/Idempotency-Key' }]);
    for (const name of ['Location', 'Idempotent-Replayed']) assert.ok(at(create, 'responses', '202', 'headers', name));
    assert.ok(objectIn(document, create, 'responses', '429')['headers']);
    assert.ok(at(objectIn(document, create, 'responses', '429'), 'headers', 'Retry-After'));
  });

  test('names no upstream', () => {
    assert.doesNotMatch(JSON.stringify(document), /dashscope|alibaba|bailian|kie\.?ai|painter/i);
  });
});

describe('examples', () => {
  const check = createCheck(document);

  test('stand with every body and fit its schema, field by field', () => {
    let count = 0;
    for (const { path, method, operation } of operations) {
      const bodies = [operation['requestBody'] ?? null, ...Object.values(objectAt(operation, 'responses'))];
      for (const body of bodies.filter(isObject)) {
        for (const media of Object.values(objectAt(objectIn(document, body), 'content'))) {
          const examples = objectIn(document, media, 'examples');
          assert.ok(Object.keys(examples).length > 0);
          for (const [name, example] of Object.entries(examples)) {
            const schema = at(media, 'schema');
            assert.ok(isObject(schema));
            assert.deepEqual(check(schema, at(example, 'value')), [], `${method} ${path} ${name}`);
            count += 1;
          }
        }
      }
    }
    assert.ok(count > 100, `${count} examples`);
  });

  test('of requests are those of the models and are taken by them', () => {
    const body = at(document.paths, '/api/v1/generations', 'post', 'requestBody', 'content', 'application/json');
    const examples = Object.values(objectIn(document, body, 'examples')).map((example) =>
      objectIn(document, example, 'value'),
    );
    const ofModels = catalogue.list().flatMap(({ descriptor }) => descriptor.examples);
    assert.equal(examples.length, ofModels.length);
    for (const { model, prompt, params } of examples) catalogue.get(String(model)).parse({ prompt, params });
  });

  test('are told apart from what would be refused', () => {
    const schema = { $ref: '#/components/schemas/GenerationRequest' };
    const good = { model: 'wan-2-7-image-pro', prompt: 'A lighthouse' };
    assert.deepEqual(check(schema, good), []);
    for (const wrong of [{ prompt: '' }, { model: 'other' }, { params: { seed: -1 } }, { files: [] }]) {
      assert.notDeepEqual(check(schema, { ...good, ...wrong }), [], JSON.stringify(wrong));
    }
  });
});

/** The paths in Fastify's drawing of its routes, where a path stands four characters to the right of its beginning. */
function pathsIn(tree: string): readonly string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', end = ''] = /^(.*?─ )(\S+) \(/.exec(line) ?? [];
    if (end === '') return [];
    const depth = indent.length / 4;
    const path = `${above[depth - 1] ?? ''}${end}`;
    above[depth] = path;
    return [path];
  });
}
