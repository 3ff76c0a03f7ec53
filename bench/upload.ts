import { request } from 'node:http';
import { CREATE_BODY } from './requests.ts';
import type { Key } from './rivya-server.ts';

export type UploadPlan = {
  readonly url: string;
  readonly key: Key;
  readonly picture: { readonly bytes: Uint8Array; readonly mimeType: string };
  /** Whether the last bytes wait for `finish`. */
  readonly isHeldBack: boolean;
};

export interface Upload {
  /** All but the last bytes were handed to the system. */
  readonly isAllSent: Promise<void>;
  /** Sends the last bytes and gives the answer. */
  finish(): Promise<{ status: number; body: string }>;
}

const BOUNDARY = 'rivya-bench-boundary';
const HELD_BYTES = 1024;

/** Sends a file to the Files API on a connection of its own. */
export function startUpload({ url, key, picture, isHeldBack }: UploadPlan): Upload {
  const head = Buffer.from(
    `${field('kind', 'image')}${field('model', CREATE_BODY.model)}--${BOUNDARY}\r\n` +
      `content-disposition: form-data; name="file"; filename="picture"\r\ncontent-type: ${picture.mimeType}\r\n\r\n`,
  );
  const body = Buffer.concat([head, picture.bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
  const held = isHeldBack ? HELD_BYTES : 0;
  const outgoing = request(`${url}/api/v1/files`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${key.secret}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': body.length,
    },
  });
  const answer = new Promise<{ status: number; body: string }>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
  });
  answer.catch(() => undefined);
  const isAllSent = new Promise<void>((resolve, reject) => {
    outgoing.write(body.subarray(0, body.length - held), (error) => (error ? reject(error) : resolve()));
  });
  return {
    isAllSent,
    finish() {
      outgoing.end(body.subarray(body.length - held));
      return answer;
    },
  };
}

function field(name: string, value: string): string {
  return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}
