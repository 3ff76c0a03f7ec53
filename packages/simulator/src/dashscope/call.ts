import type { IncomingHttpHeaders } from 'node:http';
import { jsonReply, type Reply } from '../http/reply.ts';
import type { AccountKey } from './accounts.ts';
import { DOCUMENTED_ERRORS, Refusal } from './refusal.ts';

/** One authenticated call of the API. */
export type Call = {
  readonly by: AccountKey;
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly url: URL;
  readonly body: Buffer | 'too_large';
};

/** The documented error body: flat, with the request's id. */
export function errorReply(refusal: Refusal, requestId: string): Reply {
  return jsonReply(refusal.status, { request_id: requestId, code: refusal.code, message: refusal.message });
}

/** Runs an operation; a Refusal becomes its answer. */
export async function replyOf(requestId: string, run: () => Promise<Reply> | Reply): Promise<Reply> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refusal) return errorReply(error, requestId);
    throw error;
  }
}

/** The refusal for a code a test asks for. Throws a RangeError for an undocumented code without a status. */
export function refusalFor(wanted: { code: string; status?: number; message?: string }): Refusal {
  const { code } = wanted;
  const known = Object.hasOwn(DOCUMENTED_ERRORS, code) ? DOCUMENTED_ERRORS[code] : undefined;
  const status = wanted.status ?? known?.status;
  if (status === undefined) throw new RangeError(`${code} is not a documented code: give its status as well.`);
  return new Refusal(status, code, wanted.message ?? known?.message ?? `${code} occurred.`);
}
