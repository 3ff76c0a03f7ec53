import { generateKeyPairSync, sign } from 'node:crypto';

/** For tests only: a key and a certificate that vouches for itself, both PEM. */
export type TestCertificate = { readonly key: string; readonly cert: string };

/** A self-signed certificate for one DNS name, valid as long as dates can be written. The key is new every time. */
export function makeCertificate(name: string): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signedWith = sequence(objectId('2a8648ce3d040302')); // ecdsa-with-SHA256
  const issuer = sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(name)))));
  const validity = sequence(tagged(0x18, Buffer.from('20260101000000Z')), tagged(0x18, Buffer.from('99991231235959Z')));
  const isAuthority = extension('551d13', sequence(tagged(0x01, Buffer.from([0xff]))));
  const alternativeName = extension('551d11', sequence(tagged(0x82, Buffer.from(name))));
  const content = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    signedWith,
    issuer,
    validity,
    issuer,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(isAuthority, alternativeName)),
  );
  const signature = tagged(0x03, Buffer.from([0]), sign('sha256', content, privateKey));
  const base64 = sequence(content, signedWith, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function extension(id: string, value: Uint8Array): Buffer {
  return sequence(objectId(id), tagged(0x04, value));
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

/** DER: a tag, the length, the content. Nothing here is as long as 65,536 bytes. */
function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
