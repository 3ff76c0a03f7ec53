import { parentPort } from 'node:worker_threads';
import { paint } from '../paint.ts';
import { PaintError } from '../paint-error.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** One picture at a time; the pool sends the next when this one has reported. */
function serve(port: NonNullable<typeof parentPort>) {
  let aborter = new AbortController();
  const send = (message: FromWorker, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, [...transfer]);
  port.on('message', (message: ToWorker) => {
    if (message.type === 'abort') {
      aborter.abort();
      return;
    }
    aborter = new AbortController();
    const onProgress = message.wantsProgress ? (share: number) => send({ type: 'progress', share }) : undefined;
    paint(message.request, { signal: aborter.signal, onProgress }).then(
      (painting) => {
        // Copied once: sharp's buffer may be part of a larger one, which cannot be moved.
        const png = new Uint8Array(painting.png);
        send({ type: 'done', painting: { ...painting, png } }, [png.buffer]);
      },
      (error: unknown) => {
        const code = error instanceof PaintError ? error.code : undefined;
        send({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) });
      },
    );
  });
}

if (parentPort !== null) serve(parentPort);
