import { Type } from 'typebox';
import { fail } from '../platform/http/errors.ts';
import type { HttpServer } from '../platform/http/server.ts';
import type { Secrets } from '../platform/secrets.ts';

export type CallbackDeps = {
  readonly secrets: Secrets;
  /** Told which tasks may have ended upstream. */
  readonly hint: (taskIds: readonly string[]) => void;
};

const PURPOSE = 'engine-callback';

const CallbackPath = Type.Object({ taskId: Type.String(), signature: Type.String() });

/**
 * Adds `POST /callbacks/{taskId}/{signature}`, where an upstream says that a task ended. It is answered and taken as a hint
 * to ask for the task on its headers alone: what is posted is not covered by any signature, so it is never read, only
 * thrown away within the platform's limits for unread bodies.
 */
export function callbackRoutes(app: HttpServer, { secrets, hint }: CallbackDeps): void {
  app.route({
    method: 'POST',
    url: '/callbacks/:taskId/:signature',
    config: { isPublic: true },
    schema: { params: CallbackPath },
    onRequest: async (request, reply) => {
      const { taskId, signature } = request.params;
      if (!secrets.verify(PURPOSE, taskId, signature)) throw fail('not_found', { public: 'There is nothing here.' });
      hint([taskId]);
      await reply.code(200).send({});
    },
    handler: () => ({}),
  });
}

/**
 * Makes the addresses that upstreams are given, one for each task; nobody who was not given one can make it. Nothing where
 * the operator did not say how the world reaches us, or only without TLS: the address would travel in clear.
 */
export function callbackUrlOf(
  secrets: Secrets,
  publicUrl: string | undefined,
): ((taskId: string) => string) | undefined {
  if (publicUrl === undefined || URL.parse(publicUrl)?.protocol !== 'https:') return undefined;
  return (taskId) => `${publicUrl}/callbacks/${encodeURIComponent(taskId)}/${secrets.sign(PURPOSE, taskId)}`;
}
