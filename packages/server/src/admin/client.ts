import { type Call, type Check, callServer } from './call-server.ts';
import { type Checked, isFlag, isNumber, isText, listOf, orNull, pageOf, shape } from './checks.ts';

export { NoAnswer, noAnswer, ServerRefusal } from './call-server.ts';

const isAccount = shape({
  id: isText,
  name: isText,
  current_credits: isNumber,
  held_credits: isNumber,
  created_at: isText,
});

const keyFields = {
  id: isText,
  account_id: isText,
  name: isText,
  prefix: isText,
  scopes: listOf(isText),
  expires_at: orNull(isText),
  revoked_at: orNull(isText),
  created_at: isText,
};
const isKey = shape(keyFields);
const isNewKey = shape({ ...keyFields, secret: isText });

const isEntry = shape({
  id: isText,
  type: isText,
  amount: isNumber,
  balance_after: isNumber,
  generation_id: orNull(isText),
  note: orNull(isText),
  created_at: isText,
});

const walletFields = {
  account_id: isText,
  account_name: isText,
  current_credits: isNumber,
  held_credits: isNumber,
  entries: listOf(isEntry),
};
const isWallet = shape(walletFields);
const isGrant = shape({ ...walletFields, replayed: isFlag });

const isReport = shape({
  ok: isFlag,
  problem_count: isNumber,
  problems: listOf(shape({ message: isText })),
  checked: shape({ accounts: isNumber, entries: isNumber, generations: isNumber }),
});

const isIncident = shape({
  id: isText,
  kind: isText,
  subject_id: orNull(isText),
  message: isText,
  times: isNumber,
  created_at: isText,
  last_at: isText,
  resolved_at: orNull(isText),
  note: orNull(isText),
});

const isIncidentPage = pageOf(isIncident);

const isEngine = shape({
  id: isText,
  models: listOf(isText),
  credentials: listOf(
    shape({
      name: isText,
      state: isText,
      paused_until: orNull(isText),
      tasks_in_process: isNumber,
      message: orNull(isText),
    }),
  ),
});

export type AdminAccount = Checked<typeof isAccount>;
export type AdminKey = Checked<typeof isKey>;
export type AdminNewKey = Checked<typeof isNewKey>;
export type AdminWallet = Checked<typeof isWallet>;
/** `replayed`: the reference was seen before and nothing was added. */
export type AdminGrant = Checked<typeof isGrant>;
export type AdminReport = Checked<typeof isReport>;
export type AdminIncident = Checked<typeof isIncident>;
export type AdminEngine = Checked<typeof isEngine>;

export type NewKeyRequest = {
  /** Id or name. */
  readonly account: string;
  readonly name?: string | undefined;
  /** Absent: all scopes. */
  readonly scopes?: readonly string[] | undefined;
  /** Absent: never. */
  readonly expires_in_seconds?: number | undefined;
};

export type CreditsRequest = {
  /** Id or name. */
  readonly account: string;
  readonly amount: number;
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
};

export type IncidentsRequest = { readonly state: 'open' | 'all'; readonly limit: number };
export type AdminIncidents = { readonly items: readonly AdminIncident[]; readonly hasMore: boolean };

/** The largest page of a list. */
const PAGE_SIZE = 100;
const TIMEOUT_MS = 30_000;
/** Reading a whole ledger takes longer than anything else an operator asks for. */
const VERIFY_TIMEOUT_MS = 10 * 60_000;

/** The operator API as the commands use it. Every call throws `ServerRefusal` or `NoAnswer`. */
export class AdminClient {
  readonly #server: string;
  readonly #token: string;

  /** `server` has no trailing slash. */
  constructor(server: string, token: string) {
    this.#server = server;
    this.#token = token;
  }

  createAccount(name: string): Promise<AdminAccount> {
    return this.#call('POST', '/accounts', isAccount, { name });
  }

  /** All accounts, read page by page, the oldest first. */
  listAccounts(): Promise<readonly AdminAccount[]> {
    return this.#all('/accounts', {}, isAccount);
  }

  createKey(request: NewKeyRequest): Promise<AdminNewKey> {
    return this.#call('POST', '/keys', isNewKey, request);
  }

  /** All keys, or those of one account. */
  listKeys(account?: string): Promise<readonly AdminKey[]> {
    return this.#all('/keys', account === undefined ? {} : { account }, isKey);
  }

  revokeKey(id: string): Promise<AdminKey> {
    return this.#call('POST', `/keys/${encodeURIComponent(id)}/revoke`, isKey, {});
  }

  grantCredits(request: CreditsRequest): Promise<AdminGrant> {
    return this.#call('POST', '/credits/grant', isGrant, request);
  }

  adjustCredits(request: CreditsRequest): Promise<AdminWallet> {
    return this.#call('POST', '/credits/adjust', isWallet, request);
  }

  /** Balance and newest entries. */
  showCredits(account: string): Promise<AdminWallet> {
    return this.#call('GET', `/credits?${new URLSearchParams({ account })}`, isWallet);
  }

  verifyLedger(): Promise<AdminReport> {
    return this.#call('GET', '/ledger/verify', isReport, undefined, VERIFY_TIMEOUT_MS);
  }

  /** Incidents, the newest first: as many as there are of the state, at most `limit` of them. */
  async listIncidents({ state, limit }: IncidentsRequest): Promise<AdminIncidents> {
    const items: AdminIncident[] = [];
    let next: string | null = null;
    do {
      const most = String(Math.min(PAGE_SIZE, limit - items.length));
      const parameters = new URLSearchParams({ state, limit: most, ...(next === null ? {} : { cursor: next }) });
      const page: Checked<typeof isIncidentPage> = await this.#call('GET', `/incidents?${parameters}`, isIncidentPage);
      items.push(...page.data);
      next = page.next_cursor;
    } while (next !== null && items.length < limit);
    return { items, hasMore: next !== null };
  }

  /** Marks an incident as done with. */
  resolveIncident(id: string, note?: string): Promise<AdminIncident> {
    return this.#call('POST', `/incidents/${encodeURIComponent(id)}/resolve`, isIncident, { note });
  }

  /** Every engine and how its credentials stand. */
  async listEngines(): Promise<readonly AdminEngine[]> {
    const page = await this.#call('GET', '/engines', pageOf(isEngine));
    return page.data;
  }

  /** Ends the pauses of an engine's credentials, or of one. */
  resumeEngine(id: string, credential?: string): Promise<AdminEngine> {
    return this.#call('POST', `/engines/${encodeURIComponent(id)}/resume`, isEngine, { credential });
  }

  async #all<Value>(path: string, query: Record<string, string>, check: Check<Value>): Promise<readonly Value[]> {
    const items: Value[] = [];
    let cursor: string | null = null;
    do {
      const parameters = new URLSearchParams({
        ...query,
        limit: String(PAGE_SIZE),
        ...(cursor === null ? {} : { cursor }),
      });
      const page: Checked<ReturnType<typeof pageOf<Value>>> = await this.#call(
        'GET',
        `${path}?${parameters}`,
        pageOf(check),
      );
      items.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return items;
  }

  #call<Value>(
    method: Call<Value>['method'],
    path: string,
    check: Check<Value>,
    body?: unknown,
    timeoutMs: number = TIMEOUT_MS,
  ): Promise<Value> {
    return callServer({
      method,
      server: this.#server,
      path: `/admin/v1${path}`,
      token: this.#token,
      body,
      timeoutMs,
      check,
    });
  }
}
