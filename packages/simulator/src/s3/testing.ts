import { createHash, createHmac } from 'node:crypto';
import type { S3Simulator } from './simulator.ts';

/** A request to be signed and sent; what is left out is usual. */
export type TestRequest = {
  readonly method?: string;
  /** Behind the bucket, such as `/a-key?uploads=`. */
  readonly path?: string;
  readonly bucket?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent without being signed. */
  readonly unsigned?: Readonly<Record<string, string>>;
  readonly signedAtMs?: number;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly region?: string;
};

/** For tests only: signs a request as Amazon's page on Signature Version 4 describes it, and sends it. */
export async function sendSigned(simulator: S3Simulator, request: TestRequest): Promise<Response> {
  const { method = 'GET', path = '', bucket = simulator.bucket, body = '', unsigned = {} } = request;
  const url = new URL(`/${bucket}${path}`, simulator.endpoint);
  const headers: Record<string, string> = {
    host: url.host,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-date': new Date(request.signedAtMs ?? Date.now()).toISOString().replaceAll(/[-:]|\.\d+/g, ''),
    ...request.headers,
  };
  const authorization = authorize({ ...simulator, ...request }, method, url, headers);
  const all = { ...headers, ...unsigned, authorization };
  const hasBody = method === 'PUT' || method === 'POST';
  return await fetch(url, { method, headers: all, ...(hasBody ? { body: Buffer.from(body) } : {}) });
}

type Signer = Pick<S3Simulator, 'accessKeyId' | 'secretAccessKey' | 'region'>;

function authorize(signer: Signer, method: string, url: URL, headers: Readonly<Record<string, string>>): string {
  const names = Object.keys(headers).sort();
  const query = [...url.searchParams].map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  const lines = names.map((name) => `${name}:${headers[name]}`);
  const canonical = [method, url.pathname, query.sort().join('&'), ...lines, '', names.join(';')];
  const text = [...canonical, headers['x-amz-content-sha256']].join('\n');
  const date = headers['x-amz-date'] ?? '';
  const scope = [date.slice(0, 8), signer.region, 's3', 'aws4_request'];
  const hash = createHash('sha256').update(text).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), hash].join('\n');
  let key = Buffer.from(`AWS4${signer.secretAccessKey}`);
  for (const part of [...scope, toSign]) key = createHmac('sha256', key).update(part).digest();
  const credential = [signer.accessKeyId, ...scope].join('/');
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${key.toString('hex')}`;
}

/** For tests only: the code an answer refuses with; undefined when it does not refuse. */
export async function codeOf(response: Response): Promise<string | undefined> {
  return /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1];
}

/** For tests only: a body in the format `aws-chunked`, with its headers. */
export function chunked(content: string, trailer: string): Pick<TestRequest, 'body' | 'headers'> {
  const chunks = content.match(/.{1,5}/gs) ?? [];
  const body = [...chunks, ''].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}${chunk && '\r\n'}`).join('');
  return {
    body: `${body}${trailer}\r\n\r\n`,
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': String(content.length),
      'x-amz-trailer': trailer.split(':', 1)[0] ?? '',
    },
  };
}
