import { randomUUID } from 'node:crypto';
import { isRefusedByStatus, playTransportFault } from '../faults/transport-fault.ts';
import type { Exchange } from '../http/listen.ts';
import { readBody } from '../http/read-body.ts';
import { readForm } from '../http/read-form.ts';
import { type Reply, sendReply, xmlReply } from '../http/reply.ts';
import { refusalFor } from './call.ts';
import type { ApiFault } from './faults.ts';
import { noteLeak } from './result-host.ts';
import { type DashscopeState, resultOrigin } from './state.ts';

/** Answers one request to the host that takes temporary uploads. */
export async function serveUpload(state: DashscopeState, exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const { closing } = state;
  noteLeak(state, exchange, 'upload');
  const body = await readBody(request, state.options.uploadBytesMax);
  if (request.method !== 'POST' || request.url !== '/') {
    return sendReply(exchange, xmlReply(405, 'MethodNotAllowed', 'The specified method is not allowed.'), { closing });
  }
  state.requests.set('upload', (state.requests.get('upload') ?? 0) + 1);
  const run = (): Promise<Reply> => receive(state, request.headers['content-type'], body);
  const fault = state.faults.upload.take();
  if (fault === undefined) return sendReply(exchange, await run(), { closing });
  await playFault(state, exchange, { fault, run });
}

async function receive(
  state: DashscopeState,
  contentType: string | undefined,
  body: Buffer | 'too_large',
): Promise<Reply> {
  if (body === 'too_large') {
    return xmlReply(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size.');
  }
  const form = await readForm(contentType, body);
  if (!form?.isFileLast) {
    return xmlReply(
      400,
      'MalformedPOSTRequest',
      'The body of your POST request is not well-formed multipart/form-data.',
    );
  }
  const fault = state.uploads.receive(form, state.options.now());
  if (fault !== undefined) return xmlReply(fault.status, fault.code, fault.message);
  const headers = { server: 'AliyunOSS', 'x-oss-request-id': randomUUID() };
  return { status: 200, headers, body: Buffer.alloc(0) };
}

/** Object storage words its errors in XML; the rest is the same as at the API. */
async function playFault(
  state: DashscopeState,
  exchange: Exchange,
  { fault, run }: { fault: ApiFault; run: () => Promise<Reply> },
): Promise<void> {
  const { closing } = state;
  switch (fault.kind) {
    case 'error': {
      const { status, code, message } = refusalFor({ status: 403, ...fault });
      return sendReply(exchange, xmlReply(status, code, message), { closing });
    }
    case 'code_in_200':
      return sendReply(exchange, xmlReply(200, fault.code, fault.message ?? fault.code), { closing });
    case 'accepted_but': {
      await run();
      const reply = xmlReply(fault.status ?? 502, fault.code ?? 'InternalError', fault.message ?? 'Please try again.');
      return sendReply(exchange, reply, { closing });
    }
    default: {
      const giveBack = (): void => state.faults.upload.giveBack(fault);
      const redirectTo = `${resultOrigin(state)}/moved`;
      await playTransportFault(fault, { exchange, closing, run, giveBack, redirectTo, isRefused: isRefusedByStatus });
    }
  }
}
