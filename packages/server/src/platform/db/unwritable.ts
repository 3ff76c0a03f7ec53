/** SQLite's primary result codes for a store that cannot be written now: busy, read-only, I/O error, full, cannot open. */
const SQLITE_CODES = new Set([5, 8, 10, 13, 14]);
const SYSTEM_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

/** Whether an error says that nothing can be written at the moment: a matter for the operator, not a fault of ours. */
export function isUnwritable(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  if (error.code === 'ERR_SQLITE_ERROR') {
    return 'errcode' in error && typeof error.errcode === 'number' && SQLITE_CODES.has(error.errcode % 256);
  }
  return typeof error.code === 'string' && SYSTEM_CODES.has(error.code);
}
