import { Transform } from 'node:stream';
import { Refused } from './refusal.ts';

/** A body in the format `aws-chunked`, unpacked: the bytes come out, the trailers are there once it has ended. */
export type ChunkedBody = Transform & { readonly trailers: ReadonlyMap<string, string> };

const LINE_BYTES_MAX = 1024;
const NEWLINE = Buffer.from('\r\n');

/**
 * Unpacks `STREAMING-UNSIGNED-PAYLOAD-TRAILER`: chunks of `<size in hex>\r\n<bytes>\r\n`, one of size 0, then lines of
 * `name:value`, then an empty line. Ends in `Refused` for anything else.
 */
export function unpackChunks(): ChunkedBody {
  const reader = new ChunkReader();
  const stream = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      try {
        for (const piece of reader.read(bytes)) this.push(piece);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
    flush(done) {
      done(reader.hasEnded ? null : new Refused('IncompleteBody', 'The chunks have no end.'));
    },
  });
  return Object.assign(stream, { trailers: reader.trailers });
}

/** Where in the format the next byte belongs. */
type Place = 'size' | 'bytes' | 'after_bytes' | 'trailer' | 'end';

class ChunkReader {
  readonly trailers = new Map<string, string>();
  #place: Place = 'size';
  #left = 0;
  #rest: Buffer = Buffer.alloc(0);

  get hasEnded(): boolean {
    return this.#place === 'end';
  }

  *read(bytes: Buffer): Generator<Buffer> {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length > 0) {
      if (this.#place === 'end') throw malformed('bytes after the end');
      if (this.#place === 'bytes') yield this.#takeBytes();
      else if (!this.#takeLine()) return;
    }
  }

  #takeBytes(): Buffer {
    const piece = this.#rest.subarray(0, this.#left);
    this.#rest = this.#rest.subarray(piece.length);
    this.#left -= piece.length;
    if (this.#left === 0) this.#place = 'after_bytes';
    return piece;
  }

  /** False when the line has not arrived yet. */
  #takeLine(): boolean {
    const at = this.#rest.indexOf(NEWLINE);
    if (at > LINE_BYTES_MAX || (at < 0 && this.#rest.length > LINE_BYTES_MAX)) throw malformed('a line too long');
    if (at < 0) return false;
    const line = this.#rest.subarray(0, at).toString('latin1');
    this.#rest = this.#rest.subarray(at + NEWLINE.length);
    this.#place = this.#placeAfter(line);
    return true;
  }

  #placeAfter(line: string): Place {
    if (this.#place === 'after_bytes') {
      if (line !== '') throw malformed('a chunk longer than its size');
      return 'size';
    }
    if (this.#place === 'size') {
      if (!/^[0-9a-f]{1,8}$/i.test(line)) throw malformed('a size that is no hexadecimal number');
      this.#left = Number.parseInt(line, 16);
      return this.#left === 0 ? 'trailer' : 'bytes';
    }
    if (line === '') return 'end';
    const [, name, value] = /^([a-z0-9-]+):\s*(\S+)$/i.exec(line) ?? [];
    if (name === undefined || value === undefined) throw malformed('a trailer that is none');
    this.trailers.set(name.toLowerCase(), value);
    return 'trailer';
  }
}

function malformed(what: string): Refused {
  return new Refused('IncompleteBody', `The chunks are malformed: ${what}.`);
}
