export type { Language } from '../languages/index.ts';
export type { Page, Site } from './page.ts';
export { createSite, type SiteDeps } from './site.ts';
export { PICTURES, readPicture } from './sources.ts';
