export type { FileDeps, Retention } from './deps.ts';
export { Gate } from './inspect/gate.ts';
export { GATE_SLOTS, proveImage } from './inspect/prove-image.ts';
export { mediaRoutes } from './media-routes.ts';
export { outputUrl, type ServableFile } from './media-url.ts';
export { type Pin, pinFiles, unpinFiles } from './pin-files.ts';
export { readFileBytes } from './read-file-bytes.ts';
export { type ResolvedReference, resolveReferences } from './resolve-references.ts';
export { fileRoutes } from './routes.ts';
export { createDiskStore } from './store/disk.ts';
export { createS3Store } from './store/s3.ts';
export { BucketUnusable } from './store/s3-errors.ts';
export type { S3Settings } from './store/s3-settings.ts';
export type { ByteRange, MediaStore, StagedFile, StoredObject } from './store/store.ts';
export { fileMigrations } from './store.ts';
export {
  discardOutputs,
  insertOutputs,
  listOutputs,
  type NewOutput,
  NotAPicture,
  type OutputFile,
  type StoredOutput,
  storeOutput,
} from './store-output.ts';
export { sweepFiles, sweepOrphans } from './sweep-files.ts';
