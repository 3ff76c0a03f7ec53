/** SQLite's primary result codes for a store that cannot be written now: busy, read-only, I/O error, full, cannot open. */
const SQLITE_CODES = new Set([5, 8, 10, 13, 14]);
const SYSTEM_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);
/** A server of a store that cannot be reached. */
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
/**
 * PostgreSQL's: connection failures (08), logins refused (28, a missing database, one that takes none now), out of
 * resources (53), shutting down or starting (57P), read-only, and locks or statements that took too long.
 */
const SQLSTATES = /^(?:08|28|53|57P|25006$|3D000$|55000$|55P03$|57014$)/;

/** What `pg` says without a code when its server could not be reached in time: nothing was sent. */
const UNREACHED = /^(?:Connection terminated due to connection timeout|timeout exceeded when trying to connect)/;
/** And when the server went away, or its answer did not come. */
const CUT_OFF =
  /^(?:Connection terminated|Query read timeout|Client (?:has encountered a connection error|was closed) and)/;
/** Connection failures (08) and a server that is ended in the middle of a statement. */
const CUT_OFF_SQLSTATES = /^(?:08|57P0[12]$)/;

/** Whether an error says that nothing can be written at the moment: a matter for the operator, not a fault of ours. */
export function isUnwritable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (!('code' in error)) return UNREACHED.test(error.message) || CUT_OFF.test(error.message);
  if (error.code === 'ERR_SQLITE_ERROR') {
    return 'errcode' in error && typeof error.errcode === 'number' && SQLITE_CODES.has(error.errcode % 256);
  }
  if (typeof error.code !== 'string') return false;
  return SYSTEM_CODES.has(error.code) || SQLSTATES.test(error.code) || isLostConnection(error, error.code);
}

/**
 * Whether an error leaves it open if what was being committed is kept: the server may have got the commit, or still be at
 * it. A refusal says that nothing is, and an embedded store always knows.
 */
export function mayBeKept(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (!('code' in error)) return CUT_OFF.test(error.message) && !UNREACHED.test(error.message);
  if (typeof error.code !== 'string') return false;
  return CUT_OFF_SQLSTATES.test(error.code) || (isLostConnection(error, error.code) && isOfOpenSocket(error));
}

/** Only what a connection to a server says; a missing file has the same code as a missing socket. */
function isLostConnection(error: Error, code: string): boolean {
  const isUnreached = 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
  return (isUnreached || isOfOpenSocket(error)) && NETWORK_CODES.has(code);
}

function isOfOpenSocket(error: Error): boolean {
  return 'syscall' in error && (error.syscall === 'read' || error.syscall === 'write');
}
