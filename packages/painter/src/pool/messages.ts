import type { Painting } from '../paint.ts';
import type { PaintErrorCode } from '../paint-error.ts';
import type { PaintRequest } from '../paint-request.ts';

export type ToWorker =
  | { readonly type: 'paint'; readonly request: PaintRequest; readonly wantsProgress: boolean }
  | { readonly type: 'abort' };

export type FromWorker =
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'done'; readonly painting: Painting }
  | { readonly type: 'failed'; readonly code: PaintErrorCode | undefined; readonly message: string };
