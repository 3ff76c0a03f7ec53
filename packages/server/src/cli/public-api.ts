import { ApiError, BadAnswerError, type Fetch, RivyaClient, RivyaError, TimeoutError } from '@rivya/sdk';
import { NoAnswer, noAnswer, ServerRefusal } from '../admin/client.ts';

/** The public API as a command uses it. */
export type PublicApi = {
  /** Where the server is, without a trailing slash. */
  readonly server: string;
  readonly client: RivyaClient;
  /** To be given to every call: aborted by the caller's signal, and when nobody listens at the first try. */
  readonly signal: AbortSignal;
};

export type PublicApiOptions = {
  readonly server: string;
  readonly key: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told why a try failed, in a sentence for a person, before the client decides about another. */
  readonly onFailedTry?: ((why: string) => void) | undefined;
};

/**
 * Does work with a client of the public API. What its calls fail with is thrown as `ServerRefusal` or `NoAnswer`, like
 * failures of the operator's API, so that all commands say the same of the same trouble.
 */
export async function usePublicApi<Result>(
  options: PublicApiOptions,
  work: (api: PublicApi) => Promise<Result>,
): Promise<Result> {
  const { server, key: apiKey, signal } = options;
  const absence = new AbortController();
  const fetch = watchedFetch(options, (why) => absence.abort(why));
  const client = new RivyaClient({ baseURL: server, apiKey, timeoutMs: TIMEOUT_MS, fetch });
  const either = signal === undefined ? absence.signal : AbortSignal.any([signal, absence.signal]);
  try {
    return await work({ server, client, signal: either });
  } catch (error) {
    throw toFailure(error, server);
  }
}

const TIMEOUT_MS = 30_000;

/**
 * Calls `fetch` and tells of tries that fail. A server that has answered before may just be starting again; one that has
 * not is not there, and whoever typed the command wants to know that at once instead of after all tries.
 */
function watchedFetch({ server, onFailedTry }: PublicApiOptions, onAbsence: (why: NoAnswer) => void): Fetch {
  let hasAnswered = false;
  return async (url, init) => {
    try {
      const response = await fetch(url, init);
      hasAnswered = true;
      if (response.status === 429 || response.status >= 500) onFailedTry?.('The server is busy.');
      return response;
    } catch (error) {
      if (init.signal.aborted) throw error;
      const why = noAnswer({ server, timeoutMs: TIMEOUT_MS }, error);
      if (why.kind === 'unreachable' && !hasAnswered) onAbsence(why);
      else onFailedTry?.(why.message);
      throw why;
    }
  };
}

function toFailure(error: unknown, server: string): unknown {
  if (!(error instanceof RivyaError)) return error;
  if (error.cause instanceof NoAnswer) return error.cause;
  if (error instanceof ApiError) return new ServerRefusal(error.status ?? 0, error);
  if (error instanceof BadAnswerError) return foreignAnswer(server, error.status);
  return error instanceof TimeoutError ? new NoAnswer('lost', `${server} did not answer in time.`, error) : error;
}

function foreignAnswer(server: string, status: number | undefined): NoAnswer {
  const seen = status === undefined ? '' : ` (status ${status})`;
  const message = `What answers at ${server} is not a Rivya server of this version${seen}. Check RIVYA_URL.`;
  return new NoAnswer('foreign', message);
}
