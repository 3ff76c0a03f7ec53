import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** For tests only: a span as a collector was sent it. */
export type ReceivedSpan = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events?: readonly { readonly name: string }[];
  readonly status?: { readonly code?: number; readonly message?: string };
};

type Post = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: ReceivedSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
};

/** For tests only: takes OTLP/HTTP with JSON on a port of its own and keeps what came. */
export type TestCollector = {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly resources: Record<string, unknown>[];
  readonly headers: Record<string, unknown>[];
  /** What it answers; 200 at first. */
  status: number;
};

/** Opens one; it closes after the test. */
export async function openTestCollector(test: { after(work: () => Promise<void>): void }): Promise<TestCollector> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      collector.headers.push(request.headers);
      if (collector.status === 200) keep(collector, JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(collector.status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const collector: TestCollector = { url: urlOf(server.address()), spans: [], resources: [], headers: [], status: 200 };
  test.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return collector;
}

/** The attributes of a span, or of what made it, by name. */
export function attributesOf({ attributes }: Pick<ReceivedSpan, 'attributes'>): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [one] = Object.values(value);
      return [key, 'intValue' in value ? Number(one) : one];
    }),
  );
}

function keep(collector: TestCollector, { resourceSpans }: Post): void {
  for (const { resource, scopeSpans } of resourceSpans) {
    collector.resources.push(attributesOf(resource));
    for (const { spans } of scopeSpans) collector.spans.push(...spans);
  }
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('The collector does not listen.');
  return `http://127.0.0.1:${address.port}/v1/traces`;
}
