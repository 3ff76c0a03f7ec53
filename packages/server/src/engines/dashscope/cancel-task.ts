import { type Account, QueryFailed } from './account.ts';
import type { TaskHandle } from './handle.ts';
import { readError, taskPath } from './wire.ts';

/**
 * Takes a task back, which the upstream allows while it waits to be started, and which costs nothing then. Throws when
 * the answer says neither that it is taken back nor that it is too late.
 */
export async function cancelTask(
  account: Account,
  { taskId }: TaskHandle,
  signal: AbortSignal,
): Promise<'cancelled' | 'too_late'> {
  const path = `${taskPath(taskId)}/cancel`;
  const answer = await account.query({ method: 'POST', path, isUrgent: true }, signal);
  const error = readError(answer.status, answer.body);
  if (answer.status === 200 && error === undefined) return 'cancelled';
  if (error?.code === 'UnsupportedOperation') return 'too_late';
  throw new QueryFailed(`No answer to a cancel: ${account.sayAnswer(answer)}`);
}
