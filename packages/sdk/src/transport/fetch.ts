/** What a body may be; streams are made anew for each try. */
export type FetchBody = string | Blob | FormData | ReadableStream<Uint8Array<ArrayBuffer>>;

/** What is asked of `fetch`. */
export type FetchInit = {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
  /** A redirected POST would become a GET without its body, so redirects are reported instead. */
  readonly redirect: 'manual';
  readonly body?: FetchBody;
  /** Set with a stream as body. */
  readonly duplex?: 'half';
};

/** `fetch`, as far as this package needs it: the runtime's own, or one that logs, records or goes through a proxy. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;
