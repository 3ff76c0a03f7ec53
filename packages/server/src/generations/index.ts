import type { Migrations } from '../platform/db/migrate.ts';
import { attemptTable } from './attempt-store.ts';
import { queueTables } from './queue-store.ts';
import { generationTable } from './store.ts';

export { createQueue } from './create-generation.ts';
export type { GenerationDeps } from './deps.ts';
export { createPollQueue } from './poll-queue.ts';
export { voidAllLeases } from './queue-store.ts';
export { rerouteQueuedTasks } from './reroute-queued-tasks.ts';
export { generationRoutes } from './routes.ts';
export { createSettleQueue } from './settle-queue.ts';
export { verifyGenerations } from './verify-generations.ts';
export { Waiters } from './waiters.ts';
export { startWorker, type Worker } from './worker.ts';

export const generationMigrations: Migrations = { ...generationTable, ...queueTables, ...attemptTable };
