import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Refused } from './refusal.ts';

/** The checksum algorithms this bucket computes, by the end of their header's name. */
export const CHECKSUMS = ['crc32', 'sha1', 'sha256'] as const;
export type ChecksumName = (typeof CHECKSUMS)[number];

/** Takes bytes as they pass and tells their checksum in base64 at the end. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  digest(): string;
}

/** A checksum that was announced; `undefined` when the bytes were sent without one. */
export function openChecksum(name: ChecksumName): Checksum {
  if (name !== 'crc32') {
    const hash = createHash(name);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('base64') };
  }
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString('base64');
    },
  };
}

/** The algorithm a header such as `x-amz-checksum-crc32` names. Throws `Refused` for one that is not computed here. */
export function checksumNameOf(header: string): ChecksumName {
  const name = header.replace(/^x-amz-checksum-/, '').toLowerCase();
  const known = CHECKSUMS.find((one) => one === name);
  if (known === undefined) throw new Refused('NotImplemented', `The checksum ${name} is not computed here.`);
  return known;
}
