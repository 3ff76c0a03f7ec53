import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createNameResolver, type NameResolverOptions } from './resolve-name.ts';
import { startNameserver } from './testing-nameserver.ts';

type Zone = Parameters<typeof startNameserver>[1];

const SYSTEM = [{ address: '10.9.9.9', family: 4 }] as const;
/** For a nameserver that never answers. */
const SHORT_MS = 40;

/** A resolver with a nameserver of the test, and a system that notes what it is asked and knows every name. */
async function setUp(t: TestContext, zone: Zone, options: NameResolverOptions = {}) {
  const nameserver = await startNameserver(t, zone);
  const lookedUp: string[] = [];
  const lookup = (host: string) => {
    lookedUp.push(host);
    return Promise.resolve(SYSTEM);
  };
  const resolver = createNameResolver({ servers: [nameserver.address], lookup, ...options });
  t.after(() => resolver.close());
  return { resolver, nameserver, lookedUp };
}

describe('a name of the internet', () => {
  test('has the addresses of both kinds; the system is not asked', async (t) => {
    const zone = { a: ['93.184.216.34', '10.0.0.1'], aaaa: ['2606:4700::1'] };
    const { resolver, nameserver, lookedUp } = await setUp(t, { 'hooks.example.com': zone });
    assert.deepEqual(await resolver.resolve('hooks.example.com'), [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ]);
    assert.deepEqual(nameserver.asked.toSorted(), ['A hooks.example.com', 'AAAA hooks.example.com']);
    assert.deepEqual(lookedUp, []);
  });

  for (const other of ['nothing', 'servfail', 'silence'] as const) {
    test(`has the addresses of one kind when there is ${other} for the other`, async (t) => {
      const zone = {
        'v4.example.com': { a: ['192.0.2.1'], aaaa: other },
        'v6.example.com': { a: other, aaaa: ['::1'] },
      };
      const { resolver, lookedUp } = await setUp(t, zone, { timeoutMs: SHORT_MS });
      assert.deepEqual(await resolver.resolve('v4.example.com'), [{ address: '192.0.2.1', family: 4 }]);
      assert.deepEqual(await resolver.resolve('v6.example.com'), [{ address: '::1', family: 6 }]);
      assert.deepEqual(lookedUp, []);
    });
  }

  test('that leads elsewhere now is asked for anew', async (t) => {
    const zone: { [name: string]: { a: string[] } } = { 'hooks.example.com': { a: ['192.0.2.1'] } };
    const { resolver } = await setUp(t, zone);
    await resolver.resolve('hooks.example.com');
    zone['hooks.example.com'] = { a: ['192.0.2.2'] };
    assert.deepEqual(await resolver.resolve('hooks.example.com'), [{ address: '192.0.2.2', family: 4 }]);
  });

  test('asked for by many at once is one question', async (t) => {
    const { resolver, nameserver } = await setUp(t, { 'hooks.example.com': { a: ['192.0.2.1'] } });
    const found = await Promise.all(Array.from({ length: 50 }, () => resolver.resolve('hooks.example.com')));
    assert.ok(found.every(([first]) => first?.address === '192.0.2.1'));
    assert.equal(nameserver.asked.length, 2);
  });

  const unanswered = [
    ['never answers', 'silence', 'ETIMEOUT'],
    ['cannot say', 'servfail', 'ESERVFAIL'],
    ['refuses to say', 'refused', 'EREFUSED'],
  ] as const;
  for (const [what, answer, code] of unanswered) {
    test(`whose nameserver ${what} is not found, and the system is not asked`, async (t) => {
      const zone = { 'hooks.example.com': { a: answer, aaaa: answer } };
      const { resolver, lookedUp } = await setUp(t, zone, { timeoutMs: SHORT_MS });
      await assert.rejects(resolver.resolve('hooks.example.com'), { code });
      assert.deepEqual(lookedUp, []);
    });
  }

  test('that is not of this kind, while the other kind is not answered, is not found', async (t) => {
    const zone = { 'hooks.example.com': { a: 'nothing', aaaa: 'silence' } } as const;
    const { resolver, lookedUp } = await setUp(t, zone, { timeoutMs: SHORT_MS });
    await assert.rejects(resolver.resolve('hooks.example.com'), { code: 'ETIMEOUT' });
    assert.deepEqual(lookedUp, []);
  });

  test('is found beside any number whose nameserver hangs, and so is one of this machine', async (t) => {
    const { resolver, nameserver } = await setUp(t, (name) => ({
      ...(name === 'well.example.com' ? { a: ['192.0.2.1'] } : { a: 'silence', aaaa: 'silence' }),
    }));
    const hanging = Array.from({ length: 100 }, (_, index) => resolver.resolve(`${index}.hangs.example.com`));
    const outcomes = Promise.allSettled(hanging);
    assert.deepEqual(await resolver.resolve('well.example.com'), [{ address: '192.0.2.1', family: 4 }]);
    assert.deepEqual(await resolver.resolve('localhost'), SYSTEM);
    assert.ok(nameserver.asked.length > 100);
    resolver.close();
    assert.ok(
      (await outcomes).every((outcome) => outcome.status === 'rejected' && outcome.reason.code === 'ECANCELLED'),
    );
  });
});

describe('the system is asked', () => {
  test('for a name that the nameservers do not know', async (t) => {
    const zone = { 'empty.example.com': { a: 'nothing', aaaa: 'nothing' } } as const;
    const { resolver, nameserver, lookedUp } = await setUp(t, zone);
    assert.deepEqual(await resolver.resolve('unknown.example.com'), SYSTEM);
    assert.deepEqual(await resolver.resolve('empty.example.com'), SYSTEM);
    assert.equal(nameserver.asked.length, 4);
    assert.deepEqual(lookedUp, ['unknown.example.com', 'empty.example.com']);
  });

  test('when no nameserver is there', async (t) => {
    const { address, close } = await startNameserver(t, {});
    await close();
    const { resolver } = await setUp(t, {}, { servers: [address] });
    assert.deepEqual(await resolver.resolve('hooks.example.com'), SYSTEM);
  });

  for (const host of ['localhost', 'intranet', 'localhost.', 'api.localhost', 'printer.local', 'nas.lan']) {
    test(`for ${host}, and no nameserver is`, async (t) => {
      const { resolver, nameserver, lookedUp } = await setUp(t, {});
      assert.deepEqual(await resolver.resolve(host), SYSTEM);
      assert.deepEqual([nameserver.asked, lookedUp], [[], [host]]);
    });
  }

  test('for one name at a time, in turn, also after one that it does not know', async (t) => {
    const counts = { now: 0, max: 0 };
    const lookup = async (host: string) => {
      counts.now += 1;
      counts.max = Math.max(counts.max, counts.now);
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      counts.now -= 1;
      if (host === 'unknown') throw Object.assign(new Error(host), { code: 'ENOTFOUND' });
      return SYSTEM;
    };
    const { resolver } = await setUp(t, {}, { lookup });
    const names = ['a', 'unknown', 'b', 'c'];
    const outcomes = await Promise.allSettled(names.map((name) => resolver.resolve(name)));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    );
    assert.equal(counts.max, 1);
  });

  test('for no name that has waited five seconds for its turn', async (t) => {
    let nowMs = performance.now();
    t.mock.method(performance, 'now', () => nowMs);
    const first = Promise.withResolvers<typeof SYSTEM>();
    const lookedUp: string[] = [];
    const lookup = (host: string) => {
      lookedUp.push(host);
      return host === 'slow' ? first.promise : Promise.resolve(SYSTEM);
    };
    const { resolver } = await setUp(t, {}, { lookup });
    const early = ['slow', 'late'].map((host) => resolver.resolve(host));
    await new Promise((resolve) => setImmediate(resolve));
    nowMs += 5_001;
    const inTime = resolver.resolve('in-time');
    first.resolve(SYSTEM);
    const [slow, late] = await Promise.allSettled(early);
    assert.deepEqual([slow?.status, late?.status], ['fulfilled', 'rejected']);
    assert.deepEqual(await inTime, SYSTEM);
    assert.deepEqual(lookedUp, ['slow', 'in-time']);
  });
});

test('after a minute the nameservers are read anew; before, they are not', async (t) => {
  let nowMs = performance.now();
  t.mock.method(performance, 'now', () => nowMs);
  const first = await startNameserver(t, { 'hooks.example.com': { a: ['192.0.2.1'] } });
  const second = await startNameserver(t, { 'hooks.example.com': { a: ['192.0.2.2'] } });
  const servers = [first.address];
  const { resolver } = await setUp(t, {}, { servers });
  const address = async () => (await resolver.resolve('hooks.example.com'))[0]?.address;
  assert.equal(await address(), '192.0.2.1');
  servers[0] = second.address;
  nowMs += 59_999;
  assert.equal(await address(), '192.0.2.1');
  nowMs += 1;
  assert.equal(await address(), '192.0.2.2');
});
