/** What of `process` is looked at where there is one. Bundlers for browsers find no import here to stumble over. */
type Host = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly versions?: { readonly node?: string };
  readonly getBuiltinModule?: (name: string) => FileSystem | undefined;
};

/** What of `node:fs/promises` is used. */
export type FileSystem = {
  stat(path: string): Promise<{ readonly size: number; isFile(): boolean }>;
  open(path: string): Promise<OpenFile>;
};

export type OpenFile = {
  read(buffer: Uint8Array): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
};

/** A setting from the environment; empty counts as not set. `undefined` where there is no environment, or no right to read it. */
export function readEnvironment(name: string): string | undefined {
  try {
    const value = host()?.env?.[name]?.trim();
    return value === '' ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether this is a web page or a worker of one, where everybody can read what the program knows. */
export function isBrowser(): boolean {
  return ('window' in globalThis && 'document' in globalThis) || isBrowserWorker();
}

/**
 * Workers of pages have no `window`, but what HTML gives every worker, modules too. Deno, Bun and Cloudflare have some of
 * it on servers as well (Cloudflare had `importScripts` until its compatibility date 2024-03-04), beside names of their own.
 */
function isBrowserWorker(): boolean {
  const isServer = SERVER_NAMES.some((name) => name in globalThis);
  return !isServer && 'WorkerGlobalScope' in globalThis && 'importScripts' in globalThis;
}

const SERVER_NAMES = ['Deno', 'Bun', 'WebSocketPair', 'EdgeRuntime'] as const;

/**
 * Whether `fetch` takes a stream as a body: Node, Bun and Deno do. Browsers do it over HTTP/2 only or not at all, and say
 * so only when the request fails.
 */
export function canStreamBodies(): boolean {
  return !isBrowser() && typeof host()?.versions?.node === 'string';
}

/** The file system of Node, Bun and Deno; `undefined` elsewhere. */
export function findFileSystem(): FileSystem | undefined {
  return isBrowser() ? undefined : host()?.getBuiltinModule?.('node:fs/promises');
}

function host(): Host | undefined {
  return Reflect.get(globalThis, 'process');
}
