/** Where a command writes. Results go to stdout; what is only for a watching person goes to stderr. */
export interface Output {
  /** `--json`: one JSON value on stdout and nothing else. */
  readonly isJson: boolean;
  /** Whether a person reads stdout: only then may a secret be shown there. */
  readonly isRead: boolean;
  /** Whether a person watches stderr: then there is a live line. */
  readonly isWatched: boolean;
  /** The command's result: the value with `--json`, the text without. */
  result(value: unknown, text: () => string): void;
  /** A line on stdout for people; nothing with `--json`. */
  line(text?: string): void;
  /** A line on stderr. */
  warn(text: string): void;
  /** Replaces the live line; the empty text takes it away. Nothing when nobody watches. */
  live(text: string): void;
}

type Stream = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };

/** An output over two streams, such as those of the process. */
export function createOutput(streams: { out: Stream; err: Stream }, isJson: boolean): Output {
  const { out, err } = streams;
  const isWatched = err.isTTY === true && !isJson;
  let hasLiveLine = false;
  const clear = (): void => {
    if (hasLiveLine) err.write('\r\x1b[2K');
    hasLiveLine = false;
  };
  return {
    isJson,
    isRead: out.isTTY === true && !isJson,
    isWatched,
    result(value, text) {
      clear();
      out.write(`${isJson ? JSON.stringify(value) : text()}\n`);
    },
    line(text = '') {
      if (isJson) return;
      clear();
      out.write(`${text}\n`);
    },
    warn(text) {
      clear();
      err.write(`${text}\n`);
    },
    live(text) {
      if (!isWatched) return;
      clear();
      if (text === '') return;
      // A line that wraps could not be taken away again.
      err.write(text.slice(0, Math.max(0, (err.columns || 80) - 1)));
      hasLiveLine = true;
    },
  };
}
