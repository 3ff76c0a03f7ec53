import { createHash, createHmac, randomBytes } from 'node:crypto';
import { paintPicture } from '../pictures/paint-picture.ts';
import type { Size } from '../wan/tier-size.ts';
import type { Task } from './task.ts';

/** A picture behind a link. */
export type ResultPicture = { readonly size: Size; readonly content: string; readonly expiresAtMs: number };

/** Why object storage gives nothing for a link. */
export type LinkFault = 'AccessDenied' | 'SignatureDoesNotMatch';

/** The pictures of all tasks, painted when somebody fetches them, behind links signed as object storage signs. */
export class Results {
  readonly #pictures = new Map<string, ResultPicture>();
  readonly #secret = randomBytes(32);
  readonly #accessKeyId = `LTAI${randomBytes(9).toString('hex')}`;

  /** The links of a task that ended well, always the same ones. */
  linksOf(task: Task, count: number, origin: string): readonly string[] {
    return Array.from({ length: count }, (_, index) => this.#linkOf(task, index, origin));
  }

  /** The picture behind a path and query, or what speaks against it. */
  find(url: URL, nowMs: number): ResultPicture | LinkFault {
    const expires = url.searchParams.get('Expires') ?? '';
    if (url.searchParams.get('OSSAccessKeyId') !== this.#accessKeyId) return 'AccessDenied';
    const picture = this.#pictures.get(url.pathname);
    const signature = this.#sign(url.pathname, expires);
    if (picture === undefined || url.searchParams.get('Signature') !== signature) return 'SignatureDoesNotMatch';
    // The query has whole seconds; a short life in a test is exact all the same.
    return nowMs >= picture.expiresAtMs ? 'AccessDenied' : picture;
  }

  /** The PNG's bytes. */
  paint(picture: ResultPicture): Buffer {
    return paintPicture({ ...picture.size, content: picture.content });
  }

  #linkOf(task: Task, index: number, origin: string): string {
    const expiresAtMs = task.endsAtMs + task.urlLifeMs;
    const folder = createHash('sha256').update(`${task.id} ${index}`).digest('hex');
    const day = new Date(task.endsAtMs).toISOString().slice(0, 10).replaceAll('-', '');
    const path = `/1d/${folder.slice(0, 2)}/${day}/${folder.slice(2, 10)}/${task.id}-${index + 1}.png`;
    const content = `${task.prompt} ${task.seed ?? task.id} ${index}`;
    this.#pictures.set(path, { size: task.size, content, expiresAtMs });
    const expires = String(Math.ceil(expiresAtMs / 1000));
    const query = new URLSearchParams({
      Expires: expires,
      OSSAccessKeyId: this.#accessKeyId,
      Signature: this.#sign(path, expires),
    });
    return `${origin}${path}?${query}`;
  }

  #sign(path: string, expires: string): string {
    return createHmac('sha1', this.#secret).update(`GET\n\n\n${expires}\n${path}`).digest('base64');
  }
}
