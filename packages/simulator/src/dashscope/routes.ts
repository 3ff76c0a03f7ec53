import type { Reply } from '../http/reply.ts';
import { jsonReply } from '../http/reply.ts';
import type { LimitedCall } from './accounts.ts';
import type { Call } from './call.ts';
import { checkModel } from './check-request.ts';
import { listTasks } from './list-tasks.ts';
import { cancelTask, queryTask } from './query-task.ts';
import { invalid } from './refusal.ts';
import { type DashscopeState, hostsOf } from './state.ts';
import { submitAndWait, submitTask } from './submit-task.ts';

/** Operations of the API host. */
export type ApiOperation = 'submit' | 'query' | 'list' | 'cancel' | 'policy';

/** What a request asks for. */
export type Route = {
  readonly operation: ApiOperation;
  /** Which of the account's limits it counts against. */
  readonly limit: LimitedCall;
  readonly hasQuery: boolean;
  run(state: DashscopeState, call: Call): Promise<{ reply: Reply; taskId: string | null }>;
};

/** The route for a method and path; undefined for everything undocumented. */
export function findRoute(method: string, pathname: string): Route | undefined {
  const path = pathname.startsWith('/api/v1/') ? pathname.slice('/api/v1'.length) : '';
  const [, taskId, verb] = /^\/tasks\/([^/%]+)(\/cancel)?$/.exec(path) ?? [];
  if (method === 'POST' && path === '/services/aigc/image-generation/generation') return submit(submitTask);
  if (method === 'POST' && path === '/services/aigc/multimodal-generation/generation') return submit(submitAndWait);
  if (method === 'GET' && path === '/tasks/') return plain('list', 'queries', listTasks);
  if (method === 'GET' && path === '/uploads') return plain('policy', 'policies', getPolicy);
  if (taskId === undefined) return undefined;
  if (method === 'GET' && verb === undefined) {
    return plain('query', 'queries', (state, call) => queryTask(state, call, taskId));
  }
  if (method === 'POST' && verb !== undefined) {
    return plain('cancel', 'queries', (state, call) => cancelTask(state, call, taskId));
  }
  return undefined;
}

function submit(run: typeof submitTask): Route {
  return {
    operation: 'submit',
    limit: 'submits',
    hasQuery: false,
    run: async (state, call) => {
      const { reply, task } = await run(state, call);
      return { reply, taskId: task.id };
    },
  };
}

function plain(operation: ApiOperation, limit: LimitedCall, run: (state: DashscopeState, call: Call) => Reply): Route {
  return {
    operation,
    limit,
    hasQuery: operation === 'list' || operation === 'policy',
    run: (state, call) => Promise.resolve({ reply: run(state, call), taskId: null }),
  };
}

/** Answers what an upload needs. Throws a Refusal. */
function getPolicy(state: DashscopeState, call: Call): Reply {
  const names = [...call.url.searchParams.keys()].sort().join();
  if (names !== 'action,model' || call.url.searchParams.get('action') !== 'getPolicy') {
    throw invalid('The query must be action=getPolicy and model');
  }
  const data = state.uploads.issue({
    account: call.by.account,
    model: checkModel(call.url.searchParams.get('model'), state.options.unknownModel),
    nowMs: state.options.now(),
    lifeMs: state.options.policyLifeMs,
    uploadHost: hostsOf(state).uploads.origin,
  });
  return jsonReply(200, { data, request_id: call.requestId });
}
