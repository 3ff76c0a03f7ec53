import type { Metrics } from '../platform/metrics.ts';

const REQUEST_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const CALL_S = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30];
const TASK_S = [1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 1_800, 3_600, 21_600];
const COMMIT_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const GROUP_SIZE = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** Every figure of the server by what it is about; `docs/guides/observe.md` explains each. */
export function createFigures(metrics: Metrics) {
  return {
    http: httpFigures(metrics),
    engines: engineFigures(metrics),
    tasks: taskFigures(metrics),
    webhooks: webhookFigures(metrics),
    store: storeFigures(metrics),
    credits: creditFigures(metrics),
    incidents: metrics.gauge({ name: 'incidents_open', help: 'Open incidents.', labels: ['kind'] }),
    build: metrics.gauge({
      name: 'build_info',
      help: 'Always 1: which version runs, on what.',
      labels: ['version', 'node', 'store'],
    }),
  };
}

export type Figures = ReturnType<typeof createFigures>;

function httpFigures(metrics: Metrics) {
  return {
    requests: metrics.counter({
      name: 'http_requests_total',
      help: 'Requests answered, by the template of their route.',
      labels: ['method', 'route', 'status'],
    }),
    seconds: metrics.boundHistogram(
      {
        name: 'http_request_duration_seconds',
        help: 'From the headers to the last byte of the answer; held polls with the time they were held.',
        labels: ['method', 'route'],
      },
      REQUEST_S,
    ),
    bodyBytes: metrics.counter({
      name: 'http_request_body_bytes_total',
      help: 'Bytes of accepted request bodies, as announced; uploads are POST /api/v1/files.',
      labels: ['method', 'route'],
    }),
    errors: metrics.counter({ name: 'http_errors_total', help: 'Refused requests by error code.', labels: ['code'] }),
  };
}

function engineFigures(metrics: Metrics) {
  return {
    calls: metrics.counter({
      name: 'engine_calls_total',
      help: 'Calls to engines.',
      labels: ['engine', 'credential', 'call', 'outcome'],
    }),
    seconds: metrics.histogram(
      {
        name: 'engine_call_duration_seconds',
        help: 'Calls to engines; a submit from the moment it may leave.',
        labels: ['engine', 'call'],
      },
      CALL_S,
    ),
    credentialState: metrics.gauge({
      name: 'credential_state',
      help: '1 for the state this process has the credential in, 0 for the others.',
      labels: ['engine', 'credential', 'state'],
    }),
    credentialTasks: metrics.gauge({
      name: 'credential_tasks',
      help: 'Tasks open at the upstream account, of all processes.',
      labels: ['engine', 'credential'],
    }),
  };
}

function taskFigures(metrics: Metrics) {
  const labels = ['engine'] as const;
  return {
    ended: metrics.counter({
      name: 'tasks_ended_total',
      help: 'Tasks that ended, by the engine they were at: succeeded, or the code they failed with.',
      labels: ['engine', 'model', 'outcome'],
    }),
    seconds: metrics.histogram(
      { name: 'task_duration_seconds', help: 'From creation to the end.', labels: ['engine', 'outcome'] },
      TASK_S,
    ),
    resultBytes: metrics.counter({ name: 'result_bytes_total', help: 'Bytes of kept results.', labels }),
    queued: metrics.gauge({ name: 'queue_depth', help: 'Queued tasks, of all processes.', labels }),
    oldest: metrics.gauge({
      name: 'queue_oldest_seconds',
      help: 'How long the oldest queued task has waited.',
      labels,
    }),
    processing: metrics.gauge({ name: 'tasks_in_process', help: 'Tasks taken up and not ended.', labels }),
    waitingAgain: metrics.gauge({
      name: 'tasks_waiting_again',
      help: 'Tasks in process that wait for room to be submitted again.',
      labels,
    }),
  };
}

function webhookFigures(metrics: Metrics) {
  return {
    attempts: metrics.counter({
      name: 'webhook_attempts_total',
      help: 'Attempts to deliver: succeeded, or what went wrong.',
      labels: ['outcome'],
    }),
    seconds: metrics.histogram(
      { name: 'webhook_attempt_duration_seconds', help: 'How long receivers took to answer.' },
      CALL_S,
    ),
    pending: metrics.gauge({ name: 'webhook_deliveries_pending', help: 'Deliveries that are not done.' }),
    failing: metrics.gauge({
      name: 'webhook_endpoints_failing',
      help: 'Endpoints with something to deliver that have been failing.',
    }),
    overdue: metrics.gauge({ name: 'webhook_overdue_seconds', help: 'For how long the first delivery has been due.' }),
  };
}

function storeFigures(metrics: Metrics) {
  return {
    up: metrics.gauge({ name: 'store_up', help: '1 while the store can be read and written, else 0.' }),
    connections: metrics.gauge({
      name: 'store_connections',
      help: 'Connections of this process to PostgreSQL, and who waits for one.',
      labels: ['state'],
    }),
    connectionsMax: metrics.gauge({ name: 'store_connections_max', help: 'The most it opens.' }),
    groupSeconds: metrics.histogram(
      { name: 'group_duration_seconds', help: 'What is done for a group at once, commit included.', labels: ['group'] },
      COMMIT_S,
    ),
    groupSize: metrics.histogram(
      { name: 'group_size', help: 'How many share one commit or one read.', labels: ['group'] },
      GROUP_SIZE,
    ),
  };
}

function creditFigures(metrics: Metrics) {
  return {
    available: metrics.gauge({ name: 'credits_available', help: 'What all accounts could spend now.' }),
    held: metrics.gauge({ name: 'credits_held', help: 'Set aside for generations that have not ended.' }),
    wallets: metrics.gauge({ name: 'credit_wallets', help: 'Accounts that ever had credits.' }),
  };
}
