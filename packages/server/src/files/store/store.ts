import type { Readable, Writable } from 'node:stream';

/** Keys as the server makes them; anything else never becomes a path or an address. */
export const MEDIA_KEY = /^[0-9a-z_]{8,64}$/;

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
  /**
   * Makes the bytes part of the store, all of them or none; they survive power loss when this returns. A bucket keeps
   * `contentType` with them.
   */
  commit(key: string, contentType?: string): Promise<void>;
  /** Forgets the bytes; does nothing after `commit`. */
  discard(): Promise<void>;
}

/**
 * Where media bytes live. Keys are made by the server (lower-case letters, digits and `_`), never by a caller, and are
 * never used twice. Objects do not change once they are there.
 */
export interface MediaStore {
  /** A place for bytes that are still arriving. What a crash leaves behind is removed at a later start. */
  stage(): Promise<StagedFile>;
  /** Stores a whole object that is already in memory; durable when this returns. A bucket keeps `contentType` with it. */
  put(key: string, bytes: Uint8Array, contentType?: string): Promise<void>;
  /** The object's bytes, or the given part of them; `undefined` when there is no such object. */
  open(key: string, range?: ByteRange): Promise<Readable | undefined>;
  /** In bytes; `undefined` when there is no such object. */
  size(key: string): Promise<number | undefined>;
  /** Removes an object; one that is not there counts as removed. */
  delete(key: string): Promise<void>;
  /** Everything in the store, in batches of a few hundred at most, in no order. */
  list(): AsyncIterable<readonly StoredObject[]>;
  /**
   * Where the store itself serves an object, good for `lifeMs`; a store without this has its bytes sent by the server.
   * Does not look whether the object is there.
   */
  redirectUrl?(key: string, reply: RedirectedReply): Promise<string>;
  /** Drops what was begun before this time and never finished, and tells how much; only stores that can have such. */
  dropUnfinished?(begunBeforeMs: number): Promise<number>;
  /** Lets go of connections; nothing may be asked afterwards. */
  close?(): void;
}

/** The headers a store is to answer with, and for how long its address is good, in milliseconds. */
export type RedirectedReply = {
  readonly contentType: string;
  readonly contentDisposition: string;
  readonly lifeMs: number;
};
