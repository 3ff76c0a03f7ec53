import type { Catalogue } from '../catalogue/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import type { Log } from '../platform/log.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { MediaStore } from './store/store.ts';

/** How long files are kept, in milliseconds from their creation. */
export type Retention = { readonly uploadMs: number; readonly resultMs: number };

/** What files stand on. `mediaBaseUrl` is what comes before `/media/…` in the URLs we hand out. */
export type FileDeps = {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly store: MediaStore;
  readonly catalogue: Catalogue;
  readonly urls: { readonly mediaBaseUrl: string };
  readonly retention: Retention;
};
