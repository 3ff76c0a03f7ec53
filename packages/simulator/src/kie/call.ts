import type { IncomingHttpHeaders } from 'node:http';
import { jsonReply, type Reply } from '../http/reply.ts';
import type { KieKey } from './accounts.ts';
import { KieRefusal } from './refusal.ts';

/** One authenticated call of the API. */
export type KieCall = {
  readonly by: KieKey;
  readonly headers: IncomingHttpHeaders;
  readonly url: URL;
  readonly body: Buffer;
};

/** An answer: HTTP 200 whatever the code, unless a status is given. */
export function codeReply(answer: { code: number; msg: string; data?: unknown }, status = 200): Reply {
  return jsonReply(status, { code: answer.code, msg: answer.msg, data: answer.data ?? null });
}

/** The answer to a refused request. */
export function refusedReply(refusal: KieRefusal, status = 200): Reply {
  return codeReply({ code: refusal.code, msg: refusal.message }, status);
}

/** Runs an operation; a KieRefusal becomes its answer. */
export async function kieReplyOf(run: () => Promise<Reply> | Reply): Promise<Reply> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof KieRefusal) return refusedReply(error);
    throw error;
  }
}
