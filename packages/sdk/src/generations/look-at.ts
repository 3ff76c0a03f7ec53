import type { RetryPolicy } from '../transport/retry-policy.ts';
import type { Call } from '../transport/transport.ts';

/** The call that reads a task; with `wait` the server holds it for up to so many seconds, or until the task ends. */
export function lookAt(id: string, { policy, wait }: { policy: RetryPolicy; wait: number | undefined }): Call {
  return {
    method: 'GET',
    path: ['generations', id],
    policy,
    field: 'status',
    query: { wait },
    holdMs: (wait ?? 0) * 1_000,
  };
}
