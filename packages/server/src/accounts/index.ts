import type { Migrations } from '../platform/db/migrate.ts';
import { bucketTable } from './shared-buckets.ts';
import { accountTables } from './store.ts';

export { type AccountDeps, addAuthentication, type Caller, callerOf } from './authentication.ts';
export { createAccount } from './create-account.ts';
export { createKey, type NewKey } from './create-key.ts';
export { findAccount, listAccounts } from './find-account.ts';
export { flushKeyUse } from './key-use.ts';
export { listKeys, revokeKey } from './revoke-key.ts';
export { SCOPES, type Scope } from './scopes.ts';
export { sweepBuckets } from './shared-buckets.ts';
export type { AccountRow, KeyRow } from './store.ts';
export { accountView, keyView } from './view.ts';

export const accountMigrations: Migrations = { ...accountTables, ...bucketTable };
