import type { onRequestHookHandler } from 'fastify';
import { fail } from '../platform/http/errors.ts';
import { equalsInConstantTime, sha256Hex } from '../platform/secrets.ts';

const BEARER = /^bearer +(\S+) *$/i;

/** Lets a request through that brings one of the operator's tokens; decided on the headers, before any body is read. */
export function requireToken(...tokens: readonly string[]): onRequestHookHandler {
  // Hashes have one length: the comparison does not even tell how long the token is.
  const expected = tokens.map(sha256Hex);
  return (request, _reply, done) => {
    const [, token] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) {
      done(
        fail('api_key_missing', { public: `Send the admin token: Authorization: Bearer <token>. ${WHERE}`, headers }),
      );
    } else if (!isAny(sha256Hex(token), expected)) {
      done(fail('api_key_invalid', { public: `This is not the admin token of this server. ${WHERE}`, headers }));
    } else {
      done();
    }
  };
}

/** All are compared, whichever is the one. */
function isAny(hash: string, expected: readonly string[]): boolean {
  return expected.filter((one) => equalsInConstantTime(hash, one)).length > 0;
}

const WHERE = 'It is what RIVYA_ADMIN_TOKEN says, or the content of admin.token in the data folder.';
const headers = { 'www-authenticate': 'Bearer' };
