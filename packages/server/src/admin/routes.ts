import type { HttpServer } from '../platform/http/server.ts';
import { accountRoutes } from './account-routes.ts';
import { adminCreditRoutes } from './credit-routes.ts';
import type { AdminDeps } from './deps.ts';
import { engineRoutes } from './engine-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { upkeepRoutes } from './upkeep-routes.ts';

/** Adds the operator's API under `/admin/v1`; every route asks for the admin token before anything else. */
export function adminRoutes(app: HttpServer, deps: AdminDeps): void {
  accountRoutes(app, deps);
  keyRoutes(app, deps);
  adminCreditRoutes(app, deps);
  engineRoutes(app, deps);
  upkeepRoutes(app, deps);
}
