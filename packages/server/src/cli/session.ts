import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AdminClient } from '../admin/client.ts';
import { type ClientConfig, readClientConfig } from '../config.ts';
import { CliError } from './failure.ts';
import type { Output } from './output.ts';
import type { PublicApi } from './public-api.ts';

/** What every command is given. Settings are read when a command first needs them, so `--help` never fails on them. */
export interface Session {
  readonly output: Output;
  /** The operator's API. Throws `CliError` when no token is found. */
  admin(): AdminClient;
  /** Does work with the public API. Throws `CliError` when a key is needed and missing. */
  useApi<Result>(options: UseApiOptions, work: (api: PublicApi) => Promise<Result>): Promise<Result>;
}

export type UseApiOptions = {
  /** Whether it is about routes that need no key. */
  readonly isPublic?: boolean;
  readonly signal?: AbortSignal;
  readonly onFailedTry?: (why: string) => void;
};

export const ADMIN_TOKEN_FILE = 'admin.token';

export function createSession(output: Output): Session {
  return {
    output,
    admin() {
      const config = readClientConfig();
      return new AdminClient(config.url, config.adminToken ?? tokenFromFile(config));
    },
    async useApi({ isPublic = false, ...options }, work) {
      const { url: server, apiKey: key } = readClientConfig();
      if (key === undefined && !isPublic) {
        throw new CliError(
          'api_key_missing',
          'Set RIVYA_API_KEY to an API key. "rivya serve" shows one on its first run; "rivya keys create" makes more.',
        );
      }
      // Most commands, and --help, do without the client.
      const { usePublicApi } = await import('./public-api.ts');
      return await usePublicApi({ server, key, ...options }, work);
    },
  };
}

function tokenFromFile({ dataDir }: ClientConfig): string {
  const path = join(dataDir, ADMIN_TOKEN_FILE);
  try {
    const token = readFileSync(path, 'utf8').trim();
    if (/^[\x21-\x7e]+$/.test(token)) return token;
    throw new CliError('admin_token_missing', `${path} does not hold an admin token. Set RIVYA_ADMIN_TOKEN.`);
  } catch (error) {
    if (error instanceof CliError) throw error;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new CliError(
      'admin_token_missing',
      `${isMissing ? 'There is no admin token' : 'The admin token cannot be read'} at ${path}. ` +
        'Set RIVYA_ADMIN_TOKEN, or RIVYA_DATA_DIR to the data folder of the server.',
    );
  }
}
