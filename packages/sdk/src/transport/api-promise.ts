/** An answer with what came around it. The body of `response` has been read. */
export type WithResponse<Data> = {
  readonly data: Data;
  readonly response: Response;
  /** From `x-request-id`; name it when you report a problem with the server. */
  readonly requestId: string | undefined;
};

/** A promise of the data alone; `withResponse()` gives the same call's response as well. */
export type ApiPromise<Data> = Promise<Data> & { withResponse(): Promise<WithResponse<Data>> };

/** Gives a call's outcome the face above. */
export function toApiPromise<Data>(outcome: Promise<WithResponse<Data>>): ApiPromise<Data> {
  const data = outcome.then((answer) => answer.data);
  return Object.assign(data, {
    withResponse() {
      // Whoever follows the outcome is told of a failure there; that nobody follows the data is no fault then.
      data.catch(() => undefined);
      return outcome;
    },
  });
}
