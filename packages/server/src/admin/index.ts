export type { AdminDeps } from './deps.ts';
export { requireToken } from './require-token.ts';
export { adminRoutes } from './routes.ts';
