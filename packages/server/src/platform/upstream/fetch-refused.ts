/**
 * Why an address that others chose was not fetched. `url_forbidden`: nothing this server fetches, whoever asks.
 * `address_forbidden`: its host leads into a network that is not public. `redirected`: it answered with another address.
 * `too_large`: more bytes than allowed. `timeout`: not done in time. `unreachable`: no answer began. `incomplete`: the
 * answer began and broke off.
 */
export type FetchRefusal =
  | 'url_forbidden'
  | 'address_forbidden'
  | 'redirected'
  | 'too_large'
  | 'timeout'
  | 'unreachable'
  | 'incomplete';

/** The fetch did not come about. The message shows at most the host: paths and queries of such URLs hold signatures. */
export class FetchRefused extends Error {
  override readonly name = 'FetchRefused';
  readonly reason: FetchRefusal;
  /** The status of the answer, where one came and was not taken. */
  readonly status: number | undefined;

  constructor(
    reason: FetchRefusal,
    message: string,
    options: { readonly cause?: unknown; readonly status?: number } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.reason = reason;
    this.status = options.status;
  }
}
