import { accountMigrations, addAuthentication, createAccount, createKey, type Scope } from '../accounts/index.ts';
import { createCatalogue } from '../catalogue/index.ts';
import type { Clock } from '../platform/clock.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { createSecrets } from '../platform/secrets.ts';
import { openTestDb, silentLog, testClock, testFolder } from '../platform/testing.ts';
import { DAY_MS } from '../platform/units.ts';
import { type FileDeps, fileMigrations, fileRoutes, mediaRoutes } from './index.ts';
import { createDiskStore } from './store/disk.ts';
import type { MediaStore, StoredObject } from './store/store.ts';

type TestScope = { after(work: () => void | Promise<void>): void };

export type TestFiles = FileDeps & { readonly folder: string; readonly clock: Clock & { advance(byMs: number): void } };

/** For tests only: what files stand on, in a folder and a store of their own. */
export async function createTestFiles(test: TestScope): Promise<TestFiles> {
  const folder = testFolder(test);
  return {
    db: await openTestDb(test, accountMigrations, fileMigrations),
    clock: testClock(Date.now()),
    log: silentLog,
    secrets: createSecrets(['files-test-secret-files-test-secret']),
    store: createDiskStore(folder),
    catalogue: createCatalogue(),
    urls: { mediaBaseUrl: 'https://media.test' },
    retention: { uploadMs: 7 * DAY_MS, resultMs: 30 * DAY_MS },
    folder,
  };
}

/** For tests only: a server with the Files API and media, and keys for it. */
export async function createTestServer(test: TestScope, deps: FileDeps) {
  const app = createHttpServer(silentLog);
  addAuthentication(app, { ...deps, settings: { isApiDisabled: false, createsPerMinute: 0, readsPerMinute: 0 } });
  fileRoutes(app, deps);
  mediaRoutes(app, deps);
  app.refuseOtherMethods();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  test.after(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  const openAccount = async (name: string, scopes?: readonly Scope[]) => {
    const account = await createAccount(deps, name);
    const { secret } = await createKey(deps, { accountId: account.id, name: 'test', scopes });
    return { accountId: account.id, authorization: `Bearer ${secret}` };
  };
  return { app, url, openAccount };
}

/** A part of a form: text, or bytes with a file name. */
export type TestPart = readonly [name: string, value: string | Uint8Array, fileName?: string];

/** For tests only: uploads these parts in this order. */
export async function sendForm(url: string, authorization: string, parts: readonly TestPart[]): Promise<Response> {
  const form = new FormData();
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([Uint8Array.from(value)]), fileName ?? 'upload.bin');
  }
  return await fetch(`${url}/api/v1/files`, { method: 'POST', headers: { authorization }, body: form });
}

/** For tests only: everything that lies in the media store. */
export async function storedObjects(store: MediaStore): Promise<readonly StoredObject[]> {
  const objects: StoredObject[] = [];
  for await (const batch of store.list()) objects.push(...batch);
  return objects;
}
