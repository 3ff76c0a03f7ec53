export type PaintErrorCode =
  | 'invalid_request'
  | 'invalid_reference'
  | 'assets_missing'
  | 'worker_crashed'
  | 'pool_closed';

/** Every failure the painter foresees; an abort rejects with the signal's reason instead. */
export class PaintError extends Error {
  readonly code: PaintErrorCode;

  constructor(code: PaintErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PaintError';
    this.code = code;
  }
}
