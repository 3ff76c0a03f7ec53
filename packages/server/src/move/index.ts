export type { MediaPlace } from './media-place.ts';
export { type MoveOptions, type MoveReport, moveInstallation } from './move-installation.ts';
export type { MoveProgress } from './progress.ts';
export { type MoveRefusal, MoveRefused } from './refusal.ts';
