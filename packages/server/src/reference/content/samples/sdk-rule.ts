import type { SampleRequest } from './request.ts';

/** How the SDK makes a request. */
export type SdkCall = {
  /** Such as `generations.create`. */
  readonly method: string;
  readonly given: readonly unknown[];
  /** What its answer is called; empty where there is none. */
  readonly variable: string;
  /** What of the answer is printed, such as `.data`. */
  readonly shown: string;
};

/** How the SDK makes requests of one kind. */
export type Rule = {
  readonly method: SampleRequest['method'];
  /** The path behind `/api/v1`; its groups are the ids, two at most. */
  readonly path: RegExp;
  readonly call: (
    request: SampleRequest,
    ...ids: readonly [string, string]
  ) => Partial<SdkCall> & Pick<SdkCall, 'method' | 'variable'>;
};

/** A list, whose query is what the method is given. */
export function listRule(path: RegExp, method: string, variable: string): Rule {
  return {
    method: 'GET',
    path,
    call: ({ query }) => ({ method, given: optionsOf(query), variable, shown: '.data' }),
  };
}

const NUMBERS = new Set(['limit', 'wait']);

/** A query as the SDK takes it: numbers as numbers, and nothing at all when there is none. */
export function optionsOf(query: SampleRequest['query']): readonly unknown[] {
  const entries = Object.entries(query).map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : value]);
  return entries.length === 0 ? [] : [Object.fromEntries(entries)];
}
