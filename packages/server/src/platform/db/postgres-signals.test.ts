import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLog } from '../testing.ts';
import { openPostgresSignals } from './postgres-signals.ts';
import { openLine } from './testing-line.ts';

const serverUrl = process.env['RIVYA_TEST_POSTGRES_URL'];
const options = serverUrl === undefined ? { skip: 'needs RIVYA_TEST_POSTGRES_URL' } : {};

async function open(t: TestContext) {
  const line = await openLine(t, serverUrl ?? '');
  const signals = await openPostgresSignals(line.url, silentLog);
  t.after(() => signals.close());
  return { line, signals };
}

describe('signals over a database', options, () => {
  test('reach others, and whoever sends hears its own once', async (t) => {
    const [{ signals }, { signals: other }] = [await open(t), await open(t)];
    const heard: (readonly string[] | undefined)[] = [];
    signals.listen('ended', (names) => heard.push(names));
    const arrived = Promise.withResolvers<readonly string[] | undefined>();
    other.listen('ended', (names) => (names?.includes('task_signal') === true ? arrived.resolve(names) : undefined));
    signals.send('ended', ['task_signal']);
    assert.deepEqual(await arrived.promise, ['task_signal']);
    assert.deepEqual(
      heard.filter((names) => names?.includes('task_signal')),
      [['task_signal']],
    );
  });

  test('after the connection broke a new one stands, everybody is told to look, and none is left over', async (t) => {
    const { line, signals } = await open(t);
    const missed = Promise.withResolvers<void>();
    signals.listen('queued', (names) => (names === undefined ? missed.resolve() : undefined));
    line.cut();
    await missed.promise;
    assert.equal(line.count(), 1);
    await signals.close();
    await line.until(0);
  });

  test('closed while it is being opened anew, no connection stays', async (t) => {
    const { line, signals } = await open(t);
    line.cut();
    await line.until(0);
    line.silence('all');
    await line.until(1);
    await signals.close();
    await line.until(0);
  });

  test('closed while the database says nothing any more, no connection stays', async (t) => {
    const { line, signals } = await open(t);
    line.silence('all');
    await signals.close();
    await line.until(0);
  });
});
