/** SQLite's primary result codes for a store that cannot be written now: busy, read-only, I/O error, full, cannot open. */
const SQLITE_CODES = new Set([5, 8, 10, 13, 14]);
const SYSTEM_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);
/** A server of a store that cannot be reached. */
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
/**
 * PostgreSQL's: connection failures (08), out of resources (53), shutting down or starting (57P), read-only, and locks or
 * statements that took too long.
 */
const SQLSTATES = /^(?:08|53|57P|25006$|55P03$|57014$)/;

/** What `pg` says without a code when its server went away or did not come in time. */
const LOST = /^(?:Connection terminated|timeout exceeded when trying to connect)/;

/** Whether an error says that nothing can be written at the moment: a matter for the operator, not a fault of ours. */
export function isUnwritable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (!('code' in error)) return LOST.test(error.message);
  if (error.code === 'ERR_SQLITE_ERROR') {
    return 'errcode' in error && typeof error.errcode === 'number' && SQLITE_CODES.has(error.errcode % 256);
  }
  if (typeof error.code !== 'string') return false;
  return SYSTEM_CODES.has(error.code) || SQLSTATES.test(error.code) || isLostConnection(error, error.code);
}

/** Only what a connection to a server says; a missing file has the same code as a missing socket. */
function isLostConnection(error: Error, code: string): boolean {
  const isOfSocket =
    'syscall' in error && (error.syscall === 'connect' || error.syscall === 'read' || error.syscall === 'getaddrinfo');
  return isOfSocket && NETWORK_CODES.has(code);
}
