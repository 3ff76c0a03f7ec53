import type { Clock } from '../../platform/clock.ts';
import { type ApiClient, createApiClient } from '../../platform/upstream/api-client.ts';
import { Pace } from '../../platform/upstream/pace.ts';
import { hideSecrets } from '../../platform/upstream/secret-headers.ts';
import type { KieSettings } from './settings.ts';
import { TasksInFlight } from './tasks-in-flight.ts';

/** What is shared by everything done with one credential. */
export type KieAccount = {
  readonly name: string;
  readonly client: ApiClient;
  /** For every API call but createTask, whose turn is the server's. */
  readonly pace: Pace;
  readonly inFlight: TasksInFlight;
  /** What uploads are authorised with; holds the key. */
  readonly headers: Readonly<Record<string, string>>;
  /** A text of the upstream as the operator may see it: on one line, short, without the key. */
  quote(text: string): string;
};

/** Opens an account for each credential, by the credential's name. */
export function openAccounts(
  clock: Clock,
  { baseUrl, credentials }: Pick<KieSettings, 'baseUrl' | 'credentials'>,
): ReadonlyMap<string, KieAccount> {
  const open = ({ name, apiKey, queriesPerSecond }: KieSettings['credentials'][number]): KieAccount => {
    const headers = { authorization: `Bearer ${apiKey}` };
    return {
      name,
      client: createApiClient({ baseUrl, headers }),
      pace: new Pace(queriesPerSecond),
      inFlight: new TasksInFlight(clock, queriesPerSecond),
      headers,
      quote: (text) => quoteOf(hideSecrets(text, [apiKey]).slice(0, READ_CHARACTERS_MAX)),
    };
  };
  return new Map(credentials.map((credential) => [credential.name, open(credential)]));
}

const QUOTE_CHARACTERS_MAX = 200;
const READ_CHARACTERS_MAX = 2_000;

function quoteOf(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, QUOTE_CHARACTERS_MAX)
    .toWellFormed();
}

/** The account of a credential. Throws when the settings no longer name it. */
export function accountFor(accounts: ReadonlyMap<string, KieAccount>, credential: string): KieAccount {
  const account = accounts.get(credential);
  if (account === undefined) throw new Error(`The settings name no credential ${JSON.stringify(credential)}.`);
  return account;
}
