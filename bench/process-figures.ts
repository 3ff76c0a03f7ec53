import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const KB = 1024;
const SAMPLE_MS = 20;
/** Linux counts processor time in hundredths of a second for all its programs. */
const TICK_US = 10_000;
const USER_TICKS_AT = 11;

/** What a process holds in memory now. */
export function rssBytes(pid: number): number {
  return (
    statusBytes(pid, 'VmRSS') ??
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * KB
  );
}

/**
 * Watches how much a process holds at most until it is stopped. Linux keeps the exact peak itself, which can be set back;
 * elsewhere the samples have to do.
 */
export function watchPeak(pid: number): { stop(): number } {
  const isExact = resetPeak(pid);
  let peak = rssBytes(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, rssBytes(pid));
  }, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return Math.max(peak, rssBytes(pid), isExact ? (statusBytes(pid, 'VmHWM') ?? 0) : 0);
    },
  };
}

/** The processor time a process has used so far, in microseconds; NaN on systems that do not tell in a file. */
export function cpuUs(pid: number): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return Number.NaN;
  // The name of the program comes first, in parentheses, and may hold anything.
  const fields = readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[USER_TICKS_AT]) + Number(fields[USER_TICKS_AT + 1])) * TICK_US;
}

function resetPeak(pid: number): boolean {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    return true;
  } catch {
    return false;
  }
}

function statusBytes(pid: number, field: string): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(path, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * KB;
}
