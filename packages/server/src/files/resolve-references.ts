import type { FileKind, ReferenceItem, ReferencePolicy } from '../catalogue/index.ts';
import { type Detail, invalid } from '../platform/http/errors.ts';
import { MB } from '../platform/units.ts';
import type { FileDeps } from './deps.ts';
import { verifyDuration } from './duration-token.ts';
import { isAllowedType } from './file-policy.ts';
import { fileIdInUrl } from './media-url.ts';
import { type FileRow, findFiles } from './store.ts';

/** A reference item and the caller's own file that it means. */
export type ResolvedReference = {
  readonly item: ReferenceItem;
  readonly fileId: string;
  readonly kind: FileKind;
  readonly mimeType: string;
  readonly sizeBytes: number;
  readonly width: number | null;
  readonly height: number | null;
};

type Context = {
  readonly deps: Pick<FileDeps, 'secrets'>;
  readonly accountId: string;
  readonly nowMs: number;
  readonly policy: ReferencePolicy;
};

/** Seconds of a caller may be rounded to a tenth. */
const ROUNDING_MS = 100;

/**
 * Finds the files that reference items mean, in one statement and without fetching anything, and holds them against
 * what the model takes. Throws `validation_failed` that lists every problem; a foreign URL and a file that is unknown,
 * expired, deleted or of another account read the same.
 */
export async function resolveReferences(
  deps: Pick<FileDeps, 'db' | 'clock' | 'secrets'>,
  accountId: string,
  items: readonly ReferenceItem[],
  policy: ReferencePolicy,
): Promise<readonly ResolvedReference[]> {
  const nowMs = deps.clock.now();
  const idOfItem = new Map(items.map((item) => [item, fileIdInUrl(item.url)]));
  const ids = [...new Set(idOfItem.values())].filter((id) => id !== undefined);
  const rows = await findFiles(deps.db.read, { ids, accountId, nowMs });
  const rowById = new Map(rows.map((row) => [row.id, row]));

  const context = { deps, accountId, nowMs, policy };
  const problems: Detail[] = [];
  const resolved: ResolvedReference[] = [];
  for (const item of items) {
    const row = rowById.get(idOfItem.get(item) ?? '');
    if (row === undefined) {
      problems.push({ path: `${item.path}.url`, message: NOT_A_FILE });
      continue;
    }
    problems.push(...problemsOf(context, item, row));
    resolved.push(toReference(item, row));
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw invalid([first, ...rest]);
  return resolved;
}

const NOT_A_FILE =
  'is not the url of an unexpired file of this account; upload the file to /api/v1/files first and send the url it gets.';

function problemsOf(context: Context, item: ReferenceItem, row: FileRow): readonly Detail[] {
  const accepted = context.policy.kinds[row.kind];
  if (item.kind !== row.kind) {
    return [{ path: `${item.path}.kind`, message: `is ${item.kind}, but the file is ${row.kind}.` }];
  }
  if (accepted === undefined) {
    const kinds = Object.keys(context.policy.kinds).join(', ');
    return [{ path: `${item.path}.kind`, message: `must be one of: ${kinds}; the file is ${row.kind}.` }];
  }
  const problems: Detail[] = [];
  if (!isAllowedType(row.mime_type, accepted.mimeTypes)) {
    problems.push({
      path: `${item.path}.url`,
      message: `is a file of type ${row.mime_type}; this model takes ${accepted.mimeTypes.join(', ')}.`,
    });
  }
  if (row.size_bytes > accepted.maxMb * MB) {
    problems.push({
      path: `${item.path}.url`,
      message: `is a file of ${row.size_bytes} bytes; this model takes at most ${accepted.maxMb} MB for ${row.kind}.`,
    });
  }
  return [...problems, ...durationProblems(context, item, row)];
}

/** A token that is sent is checked even where none is asked for: a wrong one is a mistake to be told of. */
function durationProblems(context: Context, item: ReferenceItem, row: FileRow): readonly Detail[] {
  if (row.duration_ms === null) return [];
  const path = `${item.path}.durationToken`;
  if (item.durationToken === undefined) {
    return context.policy.requiresDurationToken === true ? [{ path, message: TOKEN_MISSING }] : [];
  }
  const verified = verifyDuration(context.deps.secrets, item.durationToken, {
    fileId: row.id,
    accountId: context.accountId,
    nowMs: context.nowMs,
  });
  if ('problem' in verified) return [{ path, message: verified.problem }];
  const { durationSeconds } = item;
  if (durationSeconds === undefined || Math.abs(durationSeconds * 1000 - verified.durationMs) <= ROUNDING_MS) return [];
  return [{ path, message: `proves ${verified.durationMs / 1000} s, but durationSeconds says ${durationSeconds}.` }];
}

const TOKEN_MISSING = 'is required: send the duration_token that the upload to /api/v1/files was answered with.';

function toReference(item: ReferenceItem, row: FileRow): ResolvedReference {
  return {
    item,
    fileId: row.id,
    kind: row.kind,
    mimeType: row.mime_type,
    sizeBytes: row.size_bytes,
    width: row.width,
    height: row.height,
  };
}
