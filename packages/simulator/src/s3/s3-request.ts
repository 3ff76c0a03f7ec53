import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Refused } from './refusal.ts';

/** A request as the bucket sees it. */
export type S3Request = {
  readonly method: string;
  /** The path as it was sent, percent-encoded. */
  readonly rawPath: string;
  readonly bucket: string;
  /** Empty for requests about the bucket itself. */
  readonly key: string;
  /** Decoded names and values, in the order they were sent. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: IncomingHttpHeaders;
  readonly message: IncomingMessage;
};

const KEY_BYTES_MAX = 1024;

/** Reads what is asked for, in the path style `/{bucket}/{key}`. Throws `Refused` for what cannot be decoded. */
export function readS3Request(message: IncomingMessage): S3Request {
  const [rawPath = '', rawQuery = ''] = splitOnce(message.url ?? '', '?');
  const [bucket = '', key = ''] = splitOnce(decode(rawPath.slice(1)), '/');
  if (Buffer.byteLength(key) > KEY_BYTES_MAX) throw new Refused('InvalidArgument', 'The key is too long.');
  const query = rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = splitOnce(pair, '=');
      return [decode(name), decode(value)] as const;
    });
  return { method: message.method ?? '', rawPath, bucket, key, query, headers: message.headers, message };
}

/** A header's text; undefined when it was not sent. */
export function headerOf(request: Pick<S3Request, 'headers'>, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** The value of a query parameter; undefined when it was not sent. Throws `Refused` when it was sent twice. */
export function queryOf(request: Pick<S3Request, 'query'>, name: string): string | undefined {
  const values = request.query.filter(([one]) => one === name);
  if (values.length > 1) throw new Refused('InvalidArgument', `${name} was given twice.`);
  return values[0]?.[1];
}

/** A whole number from a query parameter. Throws `Refused` when it is none or out of range. */
export function numberOf(request: S3Request, name: string, range: { min: number; max: number }): number | undefined {
  const text = queryOf(request, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < range.min || value > range.max) {
    throw new Refused('InvalidArgument', `${name} must be from ${range.min} to ${range.max}.`);
  }
  return value;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refused('InvalidArgument', 'The address is not well encoded.');
  }
}
