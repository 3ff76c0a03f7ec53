import type { Exchange } from '../http/listen.ts';
import { htmlReply, pause, type Reply, sendReply } from '../http/reply.ts';

/** What can go wrong between a client and any HTTP service. */
export type TransportFault =
  /** A proxy answers with a page; the service never saw the request. Status 502 unless given. */
  | { readonly kind: 'html'; readonly status?: number }
  /** The connection is reset before the service did anything. */
  | { readonly kind: 'reset_before' }
  /** The service did the work, then the connection is reset. */
  | { readonly kind: 'reset_after' }
  /** The work is done at once; the answer begins after `ms`. */
  | { readonly kind: 'slow_headers'; readonly ms: number }
  /** The second half of the answer comes `ms` after the first. */
  | { readonly kind: 'slow_body'; readonly ms: number }
  /** No answer ever. `isAccepted` (default true): the work was done all the same. */
  | { readonly kind: 'hang'; readonly isAccepted?: boolean }
  /** The work was done; the connection ends in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** An answer that sends the client to the result host; the service did nothing. Status 302 unless given. */
  | { readonly kind: 'redirect'; readonly status?: 301 | 302 | 303 | 307 | 308 };

/** What a fault needs to play out. */
export type FaultScene = {
  readonly exchange: Exchange;
  /** Where `redirect` points to. */
  readonly redirectTo: string;
  readonly closing: AbortSignal;
  /** Does the work and says what the answer would be. */
  run(): Promise<Reply>;
  /** Whether an answer refuses the work. */
  isRefused(reply: Reply): boolean;
  /** Called when the fault needed accepted work and the work was refused. */
  giveBack(): void;
};

/** Plays a fault out, to the answer or the end of the connection. */
export async function playTransportFault(fault: TransportFault, scene: FaultScene): Promise<void> {
  const { exchange, closing } = scene;
  switch (fault.kind) {
    case 'html':
      return sendReply(exchange, htmlReply(fault.status ?? 502), { closing });
    case 'reset_before':
      exchange.request.socket.resetAndDestroy();
      return;
    case 'redirect': {
      const headers = { location: scene.redirectTo, 'content-type': 'text/html' };
      return sendReply(exchange, { ...htmlReply(fault.status ?? 302), headers }, { closing });
    }
    case 'hang':
      return fault.isAccepted === false ? undefined : runThen(scene, () => undefined);
    case 'reset_after':
      return runThen(scene, () => exchange.request.socket.resetAndDestroy());
    case 'slow_headers': {
      const reply = await scene.run();
      await pause(fault.ms, closing);
      return sendReply(exchange, reply, { closing });
    }
    case 'slow_body':
      return sendReply(exchange, await scene.run(), { closing, slowBodyMs: fault.ms });
    case 'cut':
      return sendReply(exchange, await scene.run(), { closing, isCut: true });
    default:
      throw new Error(`No such fault: ${JSON.stringify(fault satisfies never)}`);
  }
}

/** Runs the work; after a refusal the refusal is sent and the fault waits for the next call. */
export async function runThen(scene: FaultScene, afterwards: (reply: Reply) => unknown): Promise<void> {
  const reply = await scene.run();
  if (!scene.isRefused(reply)) {
    await afterwards(reply);
    return;
  }
  scene.giveBack();
  await sendReply(scene.exchange, reply, { closing: scene.closing });
}

/** For services whose HTTP status says whether they did the work. */
export function isRefusedByStatus(reply: Reply): boolean {
  return reply.status >= 400;
}
