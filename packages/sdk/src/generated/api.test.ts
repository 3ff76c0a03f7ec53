import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { TYPES_PATH, typesOfDescription } from '../../build/types-of-description.ts';

test('the types are those of the API description: `npm run generate -w @rivya/sdk` writes them anew', () => {
  assert.equal(readFileSync(TYPES_PATH, 'utf8'), typesOfDescription());
});
