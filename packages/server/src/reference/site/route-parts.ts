import type { HttpServer } from '../../platform/http/server.ts';
import type { Site } from '../content/index.ts';
import type { Assets } from './assets.ts';
import type { Docs } from './docs.ts';

/** What the routes of the docs work with. */
export type RouteParts = {
  readonly app: HttpServer;
  readonly site: Site;
  readonly docs: Docs;
  readonly assets: Assets;
};
