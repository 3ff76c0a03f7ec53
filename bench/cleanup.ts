import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const undos = new Set<() => void>();

/** Remembers how to undo something; it is undone once, by the returned function or when the benchmark ends. */
export function onCleanUp(undo: () => void): () => void {
  const once = (): void => {
    if (undos.delete(once)) undo();
  };
  undos.add(once);
  return once;
}

/** Undoes all that is left, the latest first: processes end before their folders go. */
export function cleanUp(): void {
  for (const undo of [...undos].reverse()) undo();
}

/** Nothing stays behind either when the benchmark is interrupted or breaks. */
export function cleanUpOnSignals(): void {
  process.on('exit', cleanUp);
  for (const [signal, exitCode] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.once(signal, () => process.exit(exitCode));
  }
}

/** A new folder that is removed with all that is in it. */
export function temporaryFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'rivya-bench-'));
  onCleanUp(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
