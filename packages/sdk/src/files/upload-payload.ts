import { tell } from '../transport/tell.ts';
import type { Payload } from '../transport/transport.ts';
import type { Chunk, Source } from './open-source.ts';

export type UploadProgress = {
  /** Bytes of the file that the network took over so far. */
  readonly sentBytes: number;
  /** `undefined` for a stream, whose length nobody knows. */
  readonly totalBytes: number | undefined;
};

export type OnProgress = (progress: UploadProgress) => void;

export type Form = {
  /** Text parts, before the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly source: Source;
  readonly onProgress: OnProgress | undefined;
};

/**
 * A multipart body that is read from its source while it is sent, so that no file is held in memory, and that counts what
 * was taken from it. When `fetch` asks for the next chunk it has written the one before to the connection, or into the
 * few buffers before it; that is what counts as sent.
 */
export function streamForm(form: Form): Payload {
  const boundary = `rivya-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  const { head, tail } = frameOf(form, boundary);
  const { sizeBytes } = form.source;
  const parts = partsOf(form, head, tail);
  let failure: unknown;
  // Not waited for: a stream that is stuck would keep a call that was given up from ending.
  const leave = () => {
    void parts.return().catch(() => undefined);
    form.source.close?.();
  };
  const body = new ReadableStream<Chunk>(
    {
      async pull(controller) {
        try {
          const { done, value } = await parts.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          failure = error;
          controller.error(error);
        }
      },
      cancel: leave,
    },
    // Nothing is read ahead: what is read counts as sent.
    { highWaterMark: 0 },
  );
  const length = sizeBytes === undefined ? {} : { 'content-length': String(head.length + sizeBytes + tail.length) };
  return {
    body,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...length },
    failure: () => failure,
    close: leave,
  };
}

/** The same as a form that the runtime encodes, for those that do not send streams. */
export async function wholeForm({ fields, fileName, source }: Form): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', source.blob ?? (await gather(source)), fileName);
  return form;
}

async function gather(source: Source): Promise<Blob> {
  const chunks: Chunk[] = [];
  for await (const chunk of source.chunks()) chunks.push(chunk);
  return new Blob(chunks);
}

async function* partsOf({ source, onProgress }: Form, head: Chunk, tail: Chunk) {
  const totalBytes = source.sizeBytes;
  let sentBytes = 0;
  await tell(['onProgress', onProgress], { sentBytes, totalBytes });
  yield head;
  for await (const chunk of source.chunks()) {
    yield chunk;
    sentBytes += chunk.length;
    await tell(['onProgress', onProgress], { sentBytes, totalBytes });
  }
  yield tail;
}

function frameOf({ fields, fileName }: Form, boundary: string) {
  const encoder = new TextEncoder();
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quotable(fileName)}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return { head: encoder.encode(texts.join('') + file), tail: encoder.encode(`\r\n--${boundary}--\r\n`) };
}

/** As browsers write names into this header. */
function quotable(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}
