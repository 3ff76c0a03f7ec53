import type { Migrations } from '../platform/db/migrate.ts';
import { deliveryTable } from './delivery-store.ts';
import { endpointTable, revokedIndex } from './endpoint-store.ts';
import { eventTable } from './event-store.ts';

export type { WebhookDeps } from './deps.ts';
export { publishEvents, type TaskEvent } from './publish-events.ts';
export { readBacklog, type WebhookBacklog } from './read-backlog.ts';
export { releaseAllClaims } from './release-all-claims.ts';
export { webhookRoutes } from './routes.ts';
export { createSecretSealing } from './seal-secrets-anew.ts';
export { type Sender, startSender } from './sender.ts';
export { createWebhookSweep } from './sweep-webhooks.ts';

export const webhookMigrations: Migrations = { ...endpointTable, ...eventTable, ...deliveryTable, ...revokedIndex };
