/** Why an installation is not moved, or not to the end. */
export type MoveRefusal =
  | 'source_missing'
  | 'source_locked'
  | 'source_not_migrated'
  | 'source_newer'
  | 'source_changed'
  | 'source_broken'
  | 'target_unreachable'
  | 'target_too_old'
  | 'target_newer'
  | 'target_not_empty'
  | 'target_differs'
  | 'media_in_place'
  | 'media_unusable'
  | 'media_differ'
  | 'another_move'
  | 'copy_failed';

/** A move that cannot be made. The message says what to do, and names no password. */
export class MoveRefused extends Error {
  override readonly name = 'MoveRefused';
  readonly code: MoveRefusal;

  constructor(code: MoveRefusal, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
