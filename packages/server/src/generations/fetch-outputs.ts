import { setTimeout as sleep } from 'node:timers/promises';
import type { UpstreamFile } from '../engines/index.ts';
import { GATE_SLOTS, Gate, proveImage } from '../files/index.ts';
import { SECOND_MS } from '../platform/units.ts';
import { FetchRefused } from '../platform/upstream/guarded-fetcher.ts';
import { backoffMs } from '../platform/upstream/retry-after.ts';
import type { GenerationDeps } from './deps.ts';
import type { Step } from './task-step.ts';

/** The largest result taken from an upstream: a PNG of 16 megapixels that does not compress. */
const RESULT_BYTES_MAX = 80 * 2 ** 20;
const REDIRECTS_MAX = 3;
/** Sides are rounded to steps of 16 pixels upstream; that moves the ratio of the flattest pictures most. */
const RATIO_TOLERANCE = 0.06;
const WAITS = { baseMs: SECOND_MS / 4, maxMs: 4 * SECOND_MS } as const;

export type FetchedFile = { readonly bytes: Uint8Array; readonly seed: number | null };
type Fetched =
  | { readonly ok: true; readonly files: readonly FetchedFile[] }
  | { readonly ok: false; readonly problem: string };

/** Each result is held in memory while it is fetched, and a proof takes more. */
export type FetchGates = { readonly downloads: Gate; readonly proofs: Gate };

const DOWNLOADS_AT_ONCE = 8;

export function createFetchGates(): FetchGates {
  return { downloads: new Gate(DOWNLOADS_AT_ONCE, Infinity), proofs: new Gate(GATE_SLOTS, Infinity) };
}

/** What is wrong with a download; the operator reads it, so it names no link. */
class BadResult extends Error {}

/**
 * Fetches results from where an engine says they are, through the guarded fetcher and without any credential, and checks
 * that each is a whole picture of about the expected size. A download that fails is tried again, with links asked for
 * anew, until `fetchMs` are over. Ends early, with a problem, when the signal aborts or the address is one that must not
 * be fetched.
 */
export async function fetchOutputs(
  deps: GenerationDeps,
  step: Step,
  outputs: readonly UpstreamFile[],
  signal: AbortSignal,
): Promise<Fetched> {
  const done = new Map<number, FetchedFile>();
  const limits = { leftMs: deps.timeouts.fetchMs, signal };
  let links = outputs;
  for (let failures = 0; ; failures += 1) {
    try {
      for (const [index, output] of links.entries()) {
        if (!done.has(index)) done.set(index, await fetchOne(deps, step, output, limits));
      }
      return { ok: true, files: [...done].sort(([left], [right]) => left - right).map(([, file]) => file) };
    } catch (error) {
      const problem = problemOf(error);
      const waitMs = backoffMs(failures, WAITS);
      limits.leftMs -= waitMs;
      const { job, engine } = step;
      deps.log.warn({ taskId: job.taskId, engine: engine.id, problem }, 'a result could not be fetched');
      if (signal.aborted || isForbidden(error) || limits.leftMs <= 0) return { ok: false, problem };
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      const known = links;
      links = await timed(limits, () => askAgain(step, known, signal));
    }
  }
}

/** `leftMs` is what is left of the time for downloading; waiting for others to end theirs takes nothing of it. */
type Limits = { leftMs: number; readonly signal: AbortSignal };

async function fetchOne(deps: GenerationDeps, { job }: Step, output: UpstreamFile, limits: Limits) {
  if ('bytes' in output) return output;
  return await deps.fetchGates.downloads.run(1, async () => {
    const { status, bytes } = await timed(limits, (timeoutMs) =>
      deps.fetcher.fetchUntrusted(output.url, {
        bytesMax: RESULT_BYTES_MAX,
        timeoutMs: Math.min(deps.timeouts.fetchOnceMs, timeoutMs),
        redirectsMax: REDIRECTS_MAX,
        signal: limits.signal,
      }),
    );
    if (status !== 200) throw new BadResult(`its host answered ${status}`);
    const size = await proveImage(deps.fetchGates.proofs, bytes).catch((cause: unknown) => {
      throw new BadResult('what came is not a whole picture', { cause });
    });
    if (!isExpected(size, job, output.sizeTolerance)) {
      const got = `${size.width} × ${size.height}`;
      throw new BadResult(`it has ${got} pixels instead of ${job.width} × ${job.height}`);
    }
    return { bytes, seed: output.seed };
  });
}

async function timed<Result>(limits: Limits, work: (timeoutMs: number) => Promise<Result>): Promise<Result> {
  const startedMs = performance.now();
  try {
    return await work(Math.max(1, Math.ceil(limits.leftMs)));
  } finally {
    limits.leftMs -= performance.now() - startedMs;
  }
}

type Size = { readonly width: number; readonly height: number };

/** Either side may differ by the engine's tolerance; the ratio hardly, because that is what callers ask for. */
function isExpected(got: Size, wanted: Size, tolerance: number): boolean {
  const isNear = (one: number, other: number, by: number) => Math.abs(one - other) <= other * by;
  return (
    isNear(got.width, wanted.width, tolerance) &&
    isNear(got.height, wanted.height, tolerance) &&
    isNear(got.width / got.height, wanted.width / wanted.height, RATIO_TOLERANCE)
  );
}

/** The links may have expired, or been cut off; those the engine still has are as good as these. */
async function askAgain({ engine, job, attempt }: Step, links: readonly UpstreamFile[], signal: AbortSignal) {
  if (attempt.handle === undefined || signal.aborted) return links;
  try {
    const progress = await engine.poll(job, attempt.handle, signal);
    return progress.status === 'done' && progress.outputs.length === links.length ? progress.outputs : links;
  } catch {
    return links;
  }
}

/** Trying again would be refused again, and the caller would wait for nothing. */
function isForbidden(error: unknown): error is FetchRefused {
  return error instanceof FetchRefused && (error.reason === 'address_forbidden' || error.reason === 'url_forbidden');
}

function problemOf(error: unknown): string {
  if (error instanceof BadResult) return error.message;
  if (isForbidden(error)) {
    return `its address is not a public https one (${error.reason}); RIVYA_PRIVATE_NETWORK_ALLOWLIST can allow it`;
  }
  if (error instanceof FetchRefused) return `its host could not be reached (${error.reason})`;
  return error instanceof Error ? error.message : String(error);
}
