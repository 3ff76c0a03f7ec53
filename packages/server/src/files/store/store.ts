import type { Readable, Writable } from 'node:stream';

/** The first and the last byte to read, both included. */
export type ByteRange = { readonly start: number; readonly end: number };

/** A stored object as the orphan sweep sees it. */
export type StoredObject = { readonly key: string; readonly storedAtMs: number };

/**
 * Bytes that arrived and are not yet part of the store. They lie in a local file, so that they can be looked into
 * before anybody else can see them, whatever the store itself is.
 */
export interface StagedFile {
  readonly path: string;
  /** Where the bytes go; end it before anything else is asked. */
  write(): Writable;
  /** Makes the bytes part of the store, all of them or none; they survive power loss when this returns. */
  commit(key: string): Promise<void>;
  /** Forgets the bytes; does nothing after `commit`. */
  discard(): Promise<void>;
}

/**
 * Where media bytes live. Keys are made by the server (lower-case letters, digits and `_`), never by a caller, and are
 * never used twice. Objects do not change once they are there.
 */
export interface MediaStore {
  /** A place for bytes that are still arriving. What a crash leaves behind is removed at the next start. */
  stage(): Promise<StagedFile>;
  /** Stores a whole object that is already in memory; durable when this returns. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The object's bytes, or the given part of them; `undefined` when there is no such object. */
  open(key: string, range?: ByteRange): Promise<Readable | undefined>;
  /** In bytes; `undefined` when there is no such object. */
  size(key: string): Promise<number | undefined>;
  /** Removes an object; one that is not there counts as removed. */
  delete(key: string): Promise<void>;
  /** Everything in the store, in batches of a few hundred at most, in no order. */
  list(): AsyncIterable<readonly StoredObject[]>;
}
