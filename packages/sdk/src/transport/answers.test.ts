import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ERROR_STATUS } from '../../../server/src/platform/http/errors.ts';
import { ApiError, ERROR_CLASSES } from '../errors/api-errors.ts';
import { BadAnswerError, ConnectionError } from '../errors/local-errors.ts';
import { RivyaError } from '../errors/rivya-error.ts';
import { json, refusal, refusedConnection, scriptedClient } from '../testing.ts';

const ONCE = { maxRetries: 0 } as const;

function failureOf(reply: Response | Error): Promise<RivyaError> {
  const { client } = scriptedClient([reply], ONCE);
  return client.credits.retrieve().then(
    () => assert.fail('It should have failed.'),
    (error: unknown) => (error instanceof RivyaError ? error : assert.fail(String(error))),
  );
}

describe('refusals', () => {
  test('there is a class for every code of the server, and for no other', () => {
    assert.deepEqual(Object.keys(ERROR_CLASSES).sort(), Object.keys(ERROR_STATUS).sort());
  });

  for (const [code, ErrorClass] of Object.entries(ERROR_CLASSES)) {
    test(`${code} is a ${ErrorClass.name} with what the server said`, async () => {
      const error = await failureOf(refusal(418, code));
      assert.ok(error instanceof ErrorClass && error instanceof ApiError && error instanceof Error);
      assert.equal(error.name, ErrorClass.name);
      assert.equal(error.code, code);
      assert.equal(error.status, 418);
      assert.equal(error.requestId, 'req_1');
      assert.ok(error.message.startsWith(`It was refused: ${code}.`));
      assert.deepEqual(error.details, []);
    });
  }

  test('a code of a newer server is an ApiError with that code', async () => {
    const error = await failureOf(refusal(409, 'out_of_paint'));
    assert.equal(error.constructor, ApiError);
    assert.equal(error.code, 'out_of_paint');
  });

  test('details name the fields', async () => {
    const details = [{ path: 'params.seed', message: 'must be a whole number.' }];
    const body = { error: { code: 'validation_failed', message: 'No.', requestId: 'req_2', details } };
    const error = await failureOf(json(body, { status: 400 }));
    assert.deepEqual(error.details, details);
    assert.equal(error.requestId, 'req_2');
  });

  test('without a key the error says where the client takes one from', async () => {
    const error = await failureOf(refusal(401, 'api_key_missing'));
    assert.match(error.message, /apiKey.*RIVYA_API_KEY/);
  });
});

describe('answers that are not of this API', () => {
  test('a 502 that is no JSON: BadAnswerError with status, excerpt and what to do', async () => {
    const page = '<html>\n<body><h1>502 Bad Gateway</h1></body></html>';
    const error = await failureOf(new Response(page, { status: 502, headers: { 'content-type': 'text/html' } }));
    assert.ok(error instanceof BadAnswerError);
    assert.equal(error.code, 'bad_answer');
    assert.equal(error.status, 502);
    assert.match(error.message, /502.*text\/html: <html> <body>.*proxy.*baseURL/);
  });

  for (const [name, body] of [
    ['an empty body', ''],
    ['a text', '"no"'],
    ['null', 'null'],
    ['an error without a code', '{"error":{}}'],
    ['an error as a text', '{"error":"Forbidden"}'],
    ['a list of errors', '{"error":[{"code":"a"}]}'],
  ] as const) {
    test(`a 403 with ${name}: BadAnswerError`, async () => {
      const error = await failureOf(new Response(body, { status: 403 }));
      assert.ok(error instanceof BadAnswerError);
      assert.equal(error.status, 403);
    });
  }

  for (const [name, body] of [
    ['a web page', '<html>Welcome</html>'],
    ['JSON of something else', '{"status":"ok"}'],
    ['JSON that is cut off', '{"current_credits": 1'],
    ['nothing', ''],
  ] as const) {
    test(`a 200 with ${name}: BadAnswerError that names baseURL`, async () => {
      const error = await failureOf(new Response(body));
      assert.ok(error instanceof BadAnswerError);
      assert.match(error.message, /baseURL/);
    });
  }

  test('a redirect is reported, not followed: a create would arrive as a read', async () => {
    const error = await failureOf(new Response(null, { status: 308, headers: { location: 'https://other.test/' } }));
    assert.ok(error instanceof BadAnswerError);
    assert.match(error.message, /redirects to https:\/\/other\.test\/.*baseURL/);
    const { client, asked } = scriptedClient([json({ current_credits: 1 })]);
    await client.credits.retrieve();
    assert.equal(asked[0]?.init.redirect, 'manual');
  });

  test('a delete that is answered with a page is not taken for done', async () => {
    const { client } = scriptedClient([new Response('<html>Welcome</html>')]);
    await assert.rejects(client.files.delete('file_1'), BadAnswerError);
  });

  test('a list without items: BadAnswerError', async () => {
    const { client } = scriptedClient([json({ object: 'list' })]);
    await assert.rejects(client.models.list(), BadAnswerError);
  });
});

describe('no answer', () => {
  test('nobody listens: ConnectionError with the reason, the address and what to do', async () => {
    const error = await failureOf(refusedConnection());
    assert.ok(error instanceof ConnectionError);
    assert.equal(error.code, 'connection_failed');
    assert.match(error.message, /https:\/\/rivya\.test.*ECONNREFUSED.*server is up.*RIVYA_URL/);
    assert.ok(error.cause instanceof TypeError);
  });

  test('the server closes in the middle of the body: ConnectionError', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"current_'));
        controller.error(new TypeError('terminated'));
      },
    });
    const { client } = scriptedClient([() => Promise.resolve(new Response(body))], ONCE);
    await assert.rejects(client.credits.retrieve(), { name: 'ConnectionError', message: /terminated/ });
  });

  test('what is no error: ConnectionError all the same', async () => {
    const { client } = scriptedClient([() => Promise.reject('broken')], ONCE);
    await assert.rejects(client.credits.retrieve(), { name: 'ConnectionError', message: /broken/ });
  });
});
