import type { Migrations } from '../platform/db/migrate.ts';
import { attemptTable } from './attempt-store.ts';
import { cancelRequestTable } from './cancel-request-store.ts';
import { gateReportTable } from './gate-reports.ts';
import { laneTable } from './lane-store.ts';
import { generationTable } from './store.ts';

export { createQueue } from './create-generation.ts';
export {
  FIXED_TIMEOUTS,
  type GenerationDeps,
  type Leading,
  TASK_STEPS,
  type TaskStep,
  type TaskTimeouts,
} from './deps.ts';
export { createFetchGates } from './fetch-outputs.ts';
export { Gates } from './gates.ts';
export { createPollQueue } from './poll-queue.ts';
export { voidAllLeases } from './queue-store.ts';
export { type EngineState, readEngines, resumeEngine, resumeGates } from './read-engines.ts';
export { readGenerations } from './read-generations.ts';
export { type QueueState, readQueues } from './read-queues.ts';
export { rerouteQueuedTasks } from './reroute-queued-tasks.ts';
export { generationRoutes } from './routes.ts';
export { createSettleQueue } from './settle-queue.ts';
export { createStrandedSweep } from './sweep-stranded.ts';
export type { EndedTask, TaskWatch } from './task-watch.ts';
export { verifyGenerations } from './verify-generations.ts';
export { GenerationBody } from './view.ts';
export { Waiters } from './waiters.ts';
export { startWorker, type Worker } from './worker.ts';

export const generationMigrations: Migrations = {
  ...generationTable,
  ...laneTable,
  ...attemptTable,
  ...gateReportTable,
  ...cancelRequestTable,
};
