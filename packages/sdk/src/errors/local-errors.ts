import { type ErrorFacts, RivyaError } from './rivya-error.ts';

/** A setting or an argument that cannot be right; nothing was sent. */
export class InvalidArgumentError extends RivyaError {
  override readonly name = 'InvalidArgumentError';

  constructor(message: string, cause?: unknown) {
    super('invalid_argument', message, { cause });
  }
}

/** The server was not reached, or the connection ended before the whole answer was there. `cause` says how. */
export class ConnectionError extends RivyaError {
  override readonly name = 'ConnectionError';

  constructor(message: string, cause?: unknown) {
    super('connection_failed', message, { cause });
  }
}

/** No whole answer, or no end of a task, within `timeoutMs`. */
export class TimeoutError extends RivyaError {
  override readonly name = 'TimeoutError';

  constructor(message: string) {
    super('timeout', message);
  }
}

/** The `signal` that was given is aborted; `cause` is its reason. */
export class AbortError extends RivyaError {
  override readonly name = 'AbortError';

  constructor(cause: unknown) {
    super('aborted', 'The call was aborted by its signal.', { cause });
  }
}

/** Something answered, but not in the words of this API: a proxy, another server, a cut-off or newer answer. */
export class BadAnswerError extends RivyaError {
  override readonly name = 'BadAnswerError';

  constructor(message: string, facts?: ErrorFacts) {
    super('bad_answer', message, facts);
  }
}

/** A function of yours that was called on the way, `onUpdate` or `onProgress`, threw; `cause` is what it threw. */
export class CallbackError extends RivyaError {
  override readonly name = 'CallbackError';

  /** `callback` is the name of the option. */
  constructor(callback: string, cause: unknown) {
    super('callback_failed', `${callback} threw: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A file to upload that cannot be read here. `cause` says why. */
export class FileReadError extends RivyaError {
  override readonly name = 'FileReadError';

  constructor(message: string, cause?: unknown) {
    super('file_read_failed', message, { cause });
  }
}
