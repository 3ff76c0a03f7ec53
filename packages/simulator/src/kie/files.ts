import { randomBytes } from 'node:crypto';
import { paintPicture } from '../pictures/paint-picture.ts';
import type { Size } from '../wan/tier-size.ts';
import { deliveredOf, type KieTask } from './task.ts';

/** A picture behind a link: made by a task, or uploaded. */
export type KieFile = { readonly expiresAtMs: number } & (
  | { readonly kind: 'made'; readonly size: Size; readonly content: string }
  | { readonly kind: 'uploaded'; readonly bytes: Uint8Array; readonly mimeType: string }
);

/** Everything the result host hands out, behind links that cannot be guessed and carry no signature. */
export class KieFiles {
  readonly #byPath = new Map<string, KieFile>();
  readonly #pathsOf = new Map<KieTask, readonly string[]>();
  readonly #secret = randomBytes(16).toString('hex');

  /** The paths of a task's pictures, always the same ones. */
  pathsOf(task: KieTask): readonly string[] {
    const known = this.#pathsOf.get(task);
    if (known !== undefined) return known;
    const paths = Array.from({ length: deliveredOf(task) }, (_, index) => {
      const path = `/workers/wan/image_${task.endsAtMs}_${randomBytes(6).toString('hex')}.png`;
      const content = `${task.asked.prompt} ${task.asked.seed ?? task.id} ${index}`;
      this.#byPath.set(path, { kind: 'made', size: task.size, content, expiresAtMs: task.endsAtMs + task.urlLifeMs });
      return path;
    });
    this.#pathsOf.set(task, paths);
    return paths;
  }

  /** Keeps an upload and returns its path; the same folder and name replace what was there, as documented. */
  keep(account: string, file: { filePath: string; bytes: Uint8Array; mimeType: string; expiresAtMs: number }): string {
    const path = `/${this.#secret}/${account}/${file.filePath}`;
    this.#byPath.set(path, { kind: 'uploaded', ...file });
    return path;
  }

  /** Undefined once it expired. */
  find(path: string, nowMs: number): KieFile | undefined {
    const file = this.#byPath.get(path);
    return file !== undefined && nowMs < file.expiresAtMs ? file : undefined;
  }

  /** The bytes of a file. */
  read(file: KieFile): Uint8Array {
    return file.kind === 'made' ? paintPicture({ ...file.size, content: file.content }) : file.bytes;
  }
}
