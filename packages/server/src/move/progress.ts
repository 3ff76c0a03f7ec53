/** How far a move is: rows of a table, or files, of so many in all. */
export type MoveProgress = {
  readonly part: 'tables' | 'media' | 'checks';
  /** The table, the place of the media, or what is checked. */
  readonly name: string;
  /** In the whole part, what earlier runs did included. */
  readonly done: number;
  readonly total: number;
};

export type OnProgress = (progress: MoveProgress) => void;
