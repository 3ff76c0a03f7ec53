import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { type Failure, fail } from '../platform/http/errors.ts';
import { matchesEtag } from '../platform/http/etag.ts';
import { MINUTE_MS } from '../platform/units.ts';
import { parseRange } from './byte-range.ts';
import type { FileDeps } from './deps.ts';
import { inlineDisposition, withExtension } from './file-name.ts';
import { isGoodSignature } from './media-url.ts';
import type { MediaStore } from './store/store.ts';
import { type FileRow, findServedFile } from './store.ts';

/** A request for the bytes of a file, as it stands in the URL and the headers. */
export type MediaRequest = {
  readonly method: string;
  readonly fileId: string;
  readonly expires: string;
  readonly signature: string;
  readonly headers: IncomingHttpHeaders;
};

export type MediaReply = {
  readonly status: 200 | 206 | 302 | 304;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Readable | undefined;
};

/** Long enough for a player that asks for one range after the other, too short for a list of links. */
const REDIRECT_LIFE_MS = 15 * MINUTE_MS;

/**
 * Answers with the bytes of a file, or a part of them, to whoever holds its signed URL; where the store serves its objects
 * itself, with a short-lived address there.
 * Throws `not_found`, the same for a wrong, missing or outdated signature and for files that are gone, and
 * `range_not_satisfiable`.
 */
export async function serveMedia(
  deps: Pick<FileDeps, 'db' | 'clock' | 'secrets' | 'store'>,
  request: MediaRequest,
): Promise<MediaReply> {
  const nowMs = deps.clock.now();
  if (!isGoodSignature(deps.secrets, request, nowMs)) throw noSuchMedia();
  const row = await findServedFile(deps.db.read, request.fileId, nowMs);
  if (row === undefined) throw noSuchMedia();

  const headers = cacheHeaders(row, nowMs);
  if (matchesEtag(request.headers['if-none-match'], headers.etag)) return { status: 304, headers, body: undefined };
  if (request.method === 'HEAD') {
    return {
      status: 200,
      headers: { ...headers, ...contentHeaders(row), 'content-length': row.size_bytes },
      body: undefined,
    };
  }
  const location = await redirectOf(deps.store, row, nowMs);
  if (location !== undefined) return redirectTo(location);
  return await serveBytes(deps, row, rangeOf(request.headers, row, headers.etag), headers);
}

/** Never good for longer than the file is. */
async function redirectOf(store: MediaStore, row: FileRow, nowMs: number): Promise<string | undefined> {
  return await store.redirectUrl?.(row.id, {
    contentType: row.mime_type,
    contentDisposition: dispositionOf(row),
    lifeMs: Math.min(REDIRECT_LIFE_MS, row.expires_at - nowMs),
  });
}

function redirectTo(location: string): MediaReply {
  return { status: 302, headers: { location, 'cache-control': 'no-store' }, body: undefined };
}

async function serveBytes(
  deps: Pick<FileDeps, 'store'>,
  row: FileRow,
  range: ReturnType<typeof parseRange>,
  headers: ReturnType<typeof cacheHeaders>,
): Promise<MediaReply> {
  if (range === 'unsatisfiable') {
    throw fail('range_not_satisfiable', {
      public: `The file has ${row.size_bytes} bytes; the range asked for begins behind its end.`,
      headers: { 'content-range': `bytes */${row.size_bytes}` },
    });
  }
  const body = await deps.store.open(row.id, range === 'whole' ? undefined : range);
  if (body === undefined) throw noSuchMedia();
  const all = { ...headers, ...contentHeaders(row) };
  if (range === 'whole') return { status: 200, headers: { ...all, 'content-length': row.size_bytes }, body };
  return {
    status: 206,
    headers: {
      ...all,
      'content-range': `bytes ${range.start}-${range.end}/${row.size_bytes}`,
      'content-length': range.end - range.start + 1,
    },
    body,
  };
}

/** A range of a version the client no longer has at hand is answered with the whole. */
function rangeOf(headers: IncomingHttpHeaders, row: FileRow, etag: string): ReturnType<typeof parseRange> {
  const ifRange = headers['if-range'];
  if (ifRange !== undefined && ifRange !== etag) return 'whole';
  return parseRange(headers.range, row.size_bytes);
}

function cacheHeaders(row: FileRow, nowMs: number) {
  return {
    etag: `"${row.sha256}"`,
    'cache-control': `private, max-age=${Math.floor((row.expires_at - nowMs) / 1000)}`,
  };
}

/** Served bytes are never a page: whatever they hold, no browser runs it or takes it for another type. */
function contentHeaders(row: FileRow) {
  return {
    'content-type': row.mime_type,
    'content-disposition': dispositionOf(row),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  };
}

function dispositionOf(row: FileRow): string {
  return inlineDisposition(withExtension(row.name, row.mime_type));
}

function noSuchMedia(): Failure {
  return fail('not_found', { public: 'There is no such file, or its URL is not valid any more.' });
}
