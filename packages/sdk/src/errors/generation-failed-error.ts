import type { Generation } from '../generated/api.ts';
import { RivyaError } from './rivya-error.ts';

/** A task ended as `failed`; nothing was charged for it. `code` and the message are those of the task. */
export class GenerationFailedError extends RivyaError {
  override readonly name = 'GenerationFailedError';
  /** The task as it ended. */
  readonly generation: Generation;

  constructor(generation: Generation, requestId: string | undefined) {
    const { code = 'generation_failed', message = 'The generation failed.' } = generation.error ?? {};
    super(code, message, { requestId });
    this.generation = generation;
    this.generationId = generation.id;
  }
}
