import type { IncomingMessage } from 'node:http';

/**
 * Reads a whole request body. One over `bytesMax` is read to its end and thrown away, so that the refusal reaches a client
 * which is still sending. Throws when the client goes away.
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | 'too_large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= bytesMax) chunks.push(chunk);
  }
  return bytes > bytesMax ? 'too_large' : Buffer.concat(chunks);
}

/** Parses JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a parsed value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
