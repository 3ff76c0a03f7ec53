import { Type } from 'typebox';
import { accountMigrations, addAuthentication, createAccount, createKey, type Scope } from '../accounts/index.ts';
import type { Db } from '../platform/db/database.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { openTestDb, silentLog } from '../platform/testing.ts';
import { webhookMigrations, webhookRoutes } from './index.ts';
import { Scene, type SceneOptions } from './testing-deliveries.ts';

type Test = { after(work: () => Promise<void>): void };

/** For tests only: every field an answer may have; tests assert which are there. */
export type Shown = {
  readonly id?: string;
  readonly object?: string;
  readonly name?: string;
  readonly url?: string;
  readonly type?: string;
  readonly event_types?: readonly string[];
  readonly status?: string;
  readonly disabled_reason?: string | null;
  readonly secret_preview?: string;
  readonly signing_secret?: string;
  readonly previous_secret_expires_at?: string | null;
  readonly last_success_at?: string | null;
  readonly last_failure_at?: string | null;
  readonly failure_count?: number;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly disabled_at?: string | null;
  readonly event_id?: string;
  readonly event_type?: string;
  readonly completed_at?: string | null;
  readonly endpoint_id?: string;
  readonly origin?: string;
  readonly attempt_count?: number;
  readonly attempts?: readonly { readonly response_status: number | null; readonly error: string | null }[];
  readonly has_more?: boolean;
  readonly next_cursor?: string | null;
  readonly error?: { readonly code: string; readonly message: string; readonly details?: readonly object[] };
};

/** For tests only: an answer; `list` is its `data` when that is a list. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** As it came, without the request's own id. */
  readonly text: string;
  readonly body: Shown;
  readonly list: readonly Shown[];
};

export type Account = { readonly accountId: string; readonly authorization: string };
export type Call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<Answer>;

/** For tests only: the routes of this folder on a store of their own, with an account that calls them. */
export async function openApi(test: Test, options: SceneOptions = {}) {
  // Closed in this order: what still runs writes to the store.
  const closing: (() => void | Promise<void>)[] = [];
  test.after(async () => {
    for (const close of closing) await close();
  });
  const app = createHttpServer(silentLog);
  closing.push(() => app.close());
  const undo: (() => void | Promise<void>)[] = [];
  const db = await openTestDb({ after: (work) => void undo.push(work) }, accountMigrations, webhookMigrations);
  const scene = new Scene(db, options);
  closing.push(() => scene.close(), ...undo);
  const { clock } = scene;
  const settings = { isApiDisabled: false, createsPerMinute: 0, readsPerMinute: 0 };
  addAuthentication(app, { db, clock, log: silentLog, settings });
  let woken = 0;
  const wake = () => {
    woken += 1;
    scene.wake();
  };
  webhookRoutes(app, { ...scene.deps, wake }, Type.Object({}));
  await app.ready();
  const callAs =
    ({ authorization }: Account): Call =>
    async (method, path, body) => {
      const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const url = `/api/v1${path}`;
      const answer = await app.inject({ method, url, headers: { authorization, ...type }, ...payload });
      const text = answer.body.replaceAll(/req_[0-9a-z]{26}/g, 'req');
      const shown: Shown & { readonly data?: unknown } = text === '' ? {} : JSON.parse(text);
      const list: readonly Shown[] = Array.isArray(shown.data) ? shown.data : [];
      return { status: answer.statusCode, headers: answer.headers, text, body: shown, list };
    };
  const openAccount = async (name: string, scopes?: readonly Scope[]): Promise<Account> => {
    const account = await createAccount({ db, clock }, name);
    const { secret } = await createKey({ db, clock }, { accountId: account.id, scopes });
    return { accountId: account.id, authorization: `Bearer ${secret}` };
  };
  const owner = await openAccount('owner');
  const call = callAs(owner);
  /** How often the sender was told, by a route, that something may be due. */
  return { scene, app, owner, call, callAs, openAccount, woken: () => woken };
}

/** For tests only: all that is kept, as it is kept. */
export async function stateOf(scene: Pick<Scene, 'db'>): Promise<unknown> {
  const { read }: Db = scene.db;
  return {
    endpoints: await read.selectFrom('webhook_endpoints').selectAll().orderBy('id').execute(),
    events: await read.selectFrom('webhook_events').selectAll().orderBy('id').execute(),
    deliveries: await read.selectFrom('webhook_deliveries').selectAll().orderBy('id').execute(),
  };
}

/** For tests only: a text that has to be there. */
export function textOf(value: string | null | undefined): string {
  if (typeof value !== 'string') throw new Error(`${value} is no text.`);
  return value;
}
