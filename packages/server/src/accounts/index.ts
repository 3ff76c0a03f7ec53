export { type AccountDeps, addAuthentication, type Caller, callerOf } from './authentication.ts';
export { createAccount } from './create-account.ts';
export { createKey, type NewKey } from './create-key.ts';
export { findAccount, listAccounts } from './find-account.ts';
export { flushKeyUse } from './key-use.ts';
export { listKeys, revokeKey } from './revoke-key.ts';
export { SCOPES, type Scope } from './scopes.ts';
export { type AccountRow, accountMigrations, type KeyRow } from './store.ts';
export { accountView, keyView } from './view.ts';
