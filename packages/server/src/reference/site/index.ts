export { type DocsDeps, docsRoutes } from './routes.ts';
