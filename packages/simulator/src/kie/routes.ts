import type { Reply } from '../http/reply.ts';
import { codeReply, type KieCall } from './call.ts';
import { createTask } from './create-task.ts';
import { recordOf } from './record.ts';
import { KieRefusal, refusalOf } from './refusal.ts';
import { creditsLeft, type KieState } from './state.ts';
import { isForgotten, type KieTask } from './task.ts';

/** What a request asks for. */
export type KieRoute = {
  readonly operation: 'create' | 'query' | 'credit';
  run(state: KieState, call: KieCall): Promise<{ reply: Reply; taskId: string | null }>;
};

const ROUTES: Readonly<Record<string, KieRoute>> = {
  'POST /api/v1/jobs/createTask': {
    operation: 'create',
    run: async (state, call) => {
      const { id } = await createTask(state, call);
      return { reply: codeReply({ code: 200, msg: 'success', data: { taskId: id, recordId: id } }), taskId: id };
    },
  },
  'GET /api/v1/jobs/recordInfo': plain('query', (state, call) => recordOf(state, findTask(state, call))),
  'GET /api/v1/chat/credit': plain('credit', (state, call) => creditsLeft(state, call.by.account)),
};

/** The route for a method and path; undefined for everything undocumented. */
export function findKieRoute(method: string, pathname: string): KieRoute | undefined {
  const name = `${method} ${pathname}`;
  return Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
}

function plain(operation: 'query' | 'credit', read: (state: KieState, call: KieCall) => unknown): KieRoute {
  return {
    operation,
    run: (state, call) => {
      const reply = codeReply({ code: 200, msg: 'success', data: read(state, call) });
      return Promise.resolve({ reply, taskId: null });
    },
  };
}

/** The account's own task. Throws a KieRefusal. */
function findTask(state: KieState, call: KieCall): KieTask {
  const taskId = call.url.searchParams.get('taskId');
  if (taskId === null || taskId === '') throw new KieRefusal(400, 'taskId parameter is required');
  const task = state.tasks.get(taskId);
  const isOwn = task?.by.account === call.by.account;
  if (task === undefined || !isOwn) throw unknownTask(state);
  task.polls += 1;
  if (isForgotten(task, state.options.now())) throw unknownTask(state);
  if (task.unknownsLeft === 0) return task;
  task.unknownsLeft -= 1;
  throw unknownTask(state);
}

function unknownTask(state: KieState): KieRefusal {
  return state.options.unknownTask === 404 ? refusalOf(404, 'Task not found') : refusalOf(422, 'recordInfo is null');
}
