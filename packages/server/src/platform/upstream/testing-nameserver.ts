import { createSocket } from 'node:dgram';
import ipaddr from 'ipaddr.js';

/** What there is of one kind: addresses, no such record, an error, or no answer at all. */
type Records = readonly string[] | 'nothing' | 'servfail' | 'refused' | 'silence';
type Entry = { readonly a?: Records; readonly aaaa?: Records };

const A = 1;
const HEADER_BYTES = 12;
const CODES = { servfail: 2, unknown: 3, refused: 5 } as const;

type Test = { after(work: () => Promise<void>): void };

/**
 * For tests only: a nameserver (RFC 1035) on this machine that knows these names; others do not exist. A kind that an
 * entry leaves out has no record.
 */
export async function startNameserver(
  test: Test,
  zone: Readonly<Record<string, Entry>> | ((name: string) => Entry | undefined),
) {
  const asked: string[] = [];
  const find = typeof zone === 'function' ? zone : (name: string) => zone[name];
  const socket = createSocket('udp4').on('message', (query, sender) => {
    const { name, type, end } = readQuestion(query);
    asked.push(`${type === A ? 'A' : 'AAAA'} ${name}`);
    const entry = find(name);
    const records = entry === undefined ? 'unknown' : ((type === A ? entry.a : entry.aaaa) ?? 'nothing');
    if (records === 'silence') return;
    const question = query.subarray(0, end);
    socket.send(
      typeof records === 'string'
        ? answerOf(question, records === 'nothing' ? 0 : CODES[records], [])
        : answerOf(question, 0, records),
      sender.port,
      sender.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  let isOpen = true;
  const close = async () => {
    if (isOpen) await new Promise<void>((resolve) => socket.close(resolve));
    isOpen = false;
  };
  test.after(close);
  return { address: `127.0.0.1:${socket.address().port}`, asked, close };
}

function readQuestion(query: Buffer) {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** The question again, without what may follow it, and the addresses found. */
function answerOf(question: Buffer, code: number, addresses: readonly string[]): Buffer {
  const head = Buffer.from(question);
  // An answer, recursion was asked for and is to be had; one question, so many answers, nothing else.
  head.writeUInt16BE(0x8180 + code, 2);
  for (const [index, count] of [1, addresses.length, 0, 0].entries()) head.writeUInt16BE(count, 4 + 2 * index);
  return Buffer.concat([head, ...addresses.map(recordOf)]);
}

/** The name of the question, by its place; class IN, kept for no time at all. */
function recordOf(address: string): Buffer {
  const bytes = Buffer.from(ipaddr.parse(address).toByteArray());
  const type = bytes.length === 4 ? A : 28;
  const head = Buffer.from([0xc0, HEADER_BYTES, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length]);
  return Buffer.concat([head, bytes]);
}
