const SIZE_BYTES_FIRST = 64 * 1_024;

/**
 * Bytes that arrive in pieces. The pieces are copied together as they come: kept as they are, a body sent one byte at a
 * time would take a hundred times its size.
 */
export class GrowingBytes {
  #space = Buffer.alloc(0);
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  add(piece: Uint8Array): void {
    const neededBytes = this.#sizeBytes + piece.length;
    if (neededBytes > this.#space.length) {
      const space = Buffer.allocUnsafe(Math.max(neededBytes, 2 * this.#space.length, SIZE_BYTES_FIRST));
      space.set(this.take());
      this.#space = space;
    }
    this.#space.set(piece, this.#sizeBytes);
    this.#sizeBytes = neededBytes;
  }

  /** All of it so far, without copying. */
  take(): Uint8Array {
    return this.#space.subarray(0, this.#sizeBytes);
  }
}
