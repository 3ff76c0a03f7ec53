import { createServer, type IncomingMessage } from 'node:http';
import { type VerifiedEvent, verifyWebhook, WebhookVerificationError } from '@rivya/sdk';

// node serve.ts [PORT]
const { WEBHOOK_SECRET: secret } = process.env;
if (secret === undefined) {
  console.error(
    'Set WEBHOOK_SECRET to the signing_secret of your endpoint, or to what "rivya webhooks listen" prints.',
  );
  process.exit(2);
}

/** An event is a task as the API tells it: a few kilobytes. */
const BODY_BYTES_MAX = 1_048_576;
/** Ids of events that were worked on. In place of this, keep them for three days where your data is. */
const done = new Set<string>();

const server = createServer((request, response) => {
  if (request.method !== 'POST' || request.url !== '/rivya/webhook') return void response.writeHead(404).end();
  receive(request, secret).then(
    (event) => {
      // The server waits 15 seconds: answer first, work then.
      response.writeHead(204).end();
      workOnce(event);
    },
    (error: unknown) => {
      console.error(`refused: ${error instanceof WebhookVerificationError ? error.reason : String(error)}`);
      response.writeHead(400, { connection: 'close' }).end();
    },
  );
});
server.listen(Number(process.argv[2] ?? 3000), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : '';
  console.log(`receiver at http://127.0.0.1:${port}/rivya/webhook`);
});

async function receive(request: IncomingMessage, secret: string): Promise<VerifiedEvent> {
  // The bytes as they came: those were signed.
  const body = await readBody(request);
  return await verifyWebhook(body, request.headers, secret);
}

function workOnce(event: VerifiedEvent): void {
  const isKnown = done.has(event.id);
  done.add(event.id);
  console.log(`${event.id} ${isKnown ? 'again' : inWords(event)}`);
}

function inWords(event: VerifiedEvent): string {
  switch (event.type) {
    case 'generation.succeeded':
      return `${event.data.id} ${event.data.result?.urls.join(' ')}`;
    case 'generation.failed':
      return `${event.data.id} ${event.data.error?.code}`;
    case 'webhook.test':
      return event.data.message;
    default:
      return 'is of a type that this program does not know';
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    sizeBytes += chunk.length;
    if (sizeBytes > BODY_BYTES_MAX) throw new Error('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
