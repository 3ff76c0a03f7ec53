import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ConfigFaults, readMoveConfig } from './config.ts';

const S3 = { RIVYA_S3_ACCESS_KEY_ID: 'id', RIVYA_S3_SECRET_ACCESS_KEY: 'secret', RIVYA_S3_ENDPOINT: 'http://s3.test' };
const TO = 'postgres://rivya@db.test/rivya';

describe('readMoveConfig', () => {
  test('flags win over the variables that the new servers will have', () => {
    const env = { ...S3, RIVYA_DATABASE_URL: 'postgres://other.test/db', RIVYA_S3_BUCKET: 'other' };
    const { to, media } = readMoveConfig({ from: '.rivya', to: TO, media: 's3://pictures' }, env);
    assert.equal(to, TO);
    assert.ok(media?.kind === 'bucket');
    assert.deepEqual([media.s3.bucket, media.s3.endpoint, media.s3.isPathStyle], ['pictures', 'http://s3.test', true]);
  });

  test('without flags, the database and the bucket are those of the variables', () => {
    const env = { ...S3, RIVYA_DATABASE_URL: TO, RIVYA_S3_BUCKET: 'pictures' };
    const { to, media } = readMoveConfig({ from: '.rivya' }, env);
    assert.ok(to === TO && media?.kind === 'bucket' && media.s3.bucket === 'pictures');
  });

  test('neither RIVYA_SECRET nor RIVYA_ADMIN_TOKEN is asked for: the installation has its own', () => {
    const { secrets, media } = readMoveConfig({ from: '.rivya', to: TO }, {});
    assert.deepEqual([secrets, media], [undefined, undefined]);
  });

  test('a folder needs nothing of S3, whatever else is set', () => {
    const { media } = readMoveConfig({ from: '.rivya', to: TO, media: '/srv/media' }, { RIVYA_S3_REGION: 'here' });
    assert.deepEqual(media, { kind: 'folder', path: '/srv/media' });
  });

  test('tells every fault at once, and no password', () => {
    const flags = { from: '.rivya', to: 'mysql://me:hunter2@host/db', media: 's3://Bad_Name' };
    assert.throws(
      () => readMoveConfig(flags, { RIVYA_SECRET: 'short' }),
      (error) => {
        assert.ok(error instanceof ConfigFaults);
        assert.ok(error.faults.length >= 4, error.message);
        assert.doesNotMatch(error.message, /hunter2|short$/m);
        return true;
      },
    );
  });
});
