import { FileReadError, InvalidArgumentError } from '../errors/local-errors.ts';
import { type FileSystem, findFileSystem } from '../transport/runtime.ts';

/** What can be uploaded: the path of a file (Node, Bun and Deno), a `Blob` or `File`, bytes (a `Buffer` too), or a stream of bytes. */
export type UploadSource =
  | string
  | Blob
  | ArrayBuffer
  | Uint8Array
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** A file to upload, whatever it came as. */
export type Source = {
  /** The name it has where it comes from. */
  readonly name: string | undefined;
  /** `undefined` for streams. */
  readonly sizeBytes: number | undefined;
  /** Whether it can be read again for another try. */
  readonly isRepeatable: boolean;
  /** The whole of it, where it is one already. */
  readonly blob: Blob | undefined;
  chunks(): AsyncIterable<Chunk> | Iterable<Chunk>;
  /** Lets go of a stream, also of one that was never read. */
  close?(): void;
};

export type Chunk = Uint8Array<ArrayBuffer>;

/** Small enough for progress to be seen, large enough not to be felt. */
const CHUNK_BYTES = 64 * 1024;

/** Throws `FileReadError` for a path that is no readable file, `InvalidArgumentError` for what is no source at all. */
export async function openSource(file: UploadSource): Promise<Source> {
  if (typeof file === 'string') return await openPath(file);
  if (file instanceof Blob) return openBlob(file);
  if (file instanceof ArrayBuffer) return openBlob(new Blob([file]));
  if (file instanceof Uint8Array) return openBytes(file);
  if (file instanceof ReadableStream) return { ...openStream(readAll(file)), close: () => cancel(file) };
  if (typeof file === 'object' && file !== null && Symbol.asyncIterator in file) {
    return { ...openStream(file), close: () => destroy(file) };
  }
  throw new InvalidArgumentError('file must be a path, a Blob or File, bytes, or a stream of bytes.');
}

async function openPath(path: string): Promise<Source> {
  const files = findFileSystem();
  if (files === undefined) {
    throw new InvalidArgumentError('A path can be uploaded under Node, Bun and Deno only. Give a Blob, File or bytes.');
  }
  const stats = await reading(path, files.stat(path));
  if (!stats.isFile()) throw unreadable(path, new Error('it is not a file'));
  return {
    name: path.split(/[/\\]/).at(-1),
    sizeBytes: stats.size,
    isRepeatable: true,
    blob: undefined,
    chunks: () => readFile(files, path, stats.size),
  };
}

async function* readFile(files: FileSystem, path: string, sizeBytes: number) {
  const file = await reading(path, files.open(path));
  try {
    for (let left = sizeBytes; left > 0; ) {
      const buffer = new Uint8Array(Math.min(CHUNK_BYTES, left));
      const { bytesRead } = await reading(path, file.read(buffer));
      if (bytesRead === 0) throw unreadable(path, new Error('it became shorter while it was read'));
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function openBlob(blob: Blob): Source {
  const name = 'name' in blob && typeof blob.name === 'string' ? blob.name : undefined;
  return { name, sizeBytes: blob.size, isRepeatable: true, blob, chunks: () => readBlob(blob) };
}

async function* readBlob(blob: Blob) {
  for (let start = 0; start < blob.size; start += CHUNK_BYTES) {
    const slice = blob.slice(start, start + CHUNK_BYTES);
    // A page's File, or a Blob that stands for a file on disk, may be gone or changed by now.
    yield new Uint8Array(await reading('the file', slice.arrayBuffer()));
  }
}

function openBytes(bytes: Uint8Array): Source {
  return {
    name: undefined,
    sizeBytes: bytes.byteLength,
    isRepeatable: true,
    blob: undefined,
    chunks: () => piecesOf(bytes),
  };
}

function* piecesOf(bytes: Uint8Array) {
  for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES) {
    // Copied: who owns the bytes may write to them, or share their memory with another thread.
    yield new Uint8Array(bytes.subarray(start, start + CHUNK_BYTES));
  }
}

function openStream(stream: AsyncIterable<Uint8Array>): Source {
  return {
    name: undefined,
    sizeBytes: undefined,
    isRepeatable: false,
    blob: undefined,
    chunks: () => readStream(stream),
  };
}

/** One that was begun is cancelled by whoever reads it. */
function cancel(stream: ReadableStream<Uint8Array>): void {
  if (!stream.locked) void stream.cancel().catch(() => undefined);
}

/** Node's streams hold their file until they are destroyed. */
function destroy(stream: AsyncIterable<Uint8Array>): void {
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
}

async function* readStream(stream: AsyncIterable<Uint8Array>) {
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await reading('the stream', chunks.next());
      if (done === true) return;
      if (!(value instanceof Uint8Array)) throw unreadable('the stream', new Error('it gives no bytes'));
      yield* piecesOf(value);
    }
  } finally {
    await chunks.return?.();
  }
}

/** Safari has streams that are not iterable. */
async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

async function reading<Result>(what: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw unreadable(what, cause);
  }
}

function unreadable(what: string, cause: unknown): FileReadError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FileReadError(
    `Cannot read ${what} (${reason}). Give a path that this program may read, or the bytes themselves.`,
    cause,
  );
}
