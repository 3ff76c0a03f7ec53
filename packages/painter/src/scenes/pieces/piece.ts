import type { RowPainter } from '../../picture.ts';

/** One painted thing and the rows it lies on, so that others are skipped quickly; pixels. */
export type Piece = { readonly top: number; readonly bottom: number; readonly paint: RowPainter };

const ROWS_PER_SHELF = 16;

/** Paints pieces in their order, the first one farthest. */
export function paintPieces(pieces: readonly Piece[], height: number): RowPainter {
  const shelves = Array.from({ length: Math.ceil(height / ROWS_PER_SHELF) }, (_, shelf) =>
    pieces.filter(({ top, bottom }) => bottom >= shelf * ROWS_PER_SHELF - 1 && top <= (shelf + 1) * ROWS_PER_SHELF + 1),
  );
  return (y, row) => {
    for (const { top, bottom, paint } of shelves[Math.floor(y / ROWS_PER_SHELF)] ?? []) {
      if (y >= top - 1 && y <= bottom + 1) paint(y, row);
    }
  };
}

/** Several pieces that belong together, as one. */
export function groupPieces(pieces: readonly Piece[]): Piece {
  return {
    top: pieces.reduce((low, { top }) => Math.min(low, top), Number.POSITIVE_INFINITY),
    bottom: pieces.reduce((high, { bottom }) => Math.max(high, bottom), Number.NEGATIVE_INFINITY),
    paint: (y, row) => {
      for (const { top, bottom, paint } of pieces) if (y >= top - 1 && y <= bottom + 1) paint(y, row);
    },
  };
}
