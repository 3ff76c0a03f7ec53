import type { Secrets } from '../platform/secrets.ts';

const PURPOSE = 'duration-token';
const TOKEN = /^dur_(file_[0-9a-z]{26})\.(\d{1,15})\.(\d{1,16})\.([\w-]{20,100})$/;

/** What a duration token proves: this file of this account plays that long; good until `expiresAtMs`. */
export type DurationClaim = {
  readonly fileId: string;
  readonly accountId: string;
  readonly durationMs: number;
  readonly expiresAtMs: number;
};

/** Signs a measured duration. The account is signed but not written down. */
export function signDuration(secrets: Secrets, claim: DurationClaim): string {
  return `dur_${claim.fileId}.${claim.durationMs}.${claim.expiresAtMs}.${secrets.sign(PURPOSE, signedText(claim))}`;
}

/** The duration in milliseconds that the token proves for this file of this account, or what is wrong with it. */
export function verifyDuration(
  secrets: Secrets,
  token: string,
  { fileId, accountId, nowMs }: { fileId: string; accountId: string; nowMs: number },
): { readonly durationMs: number } | { readonly problem: string } {
  const [, tokenFileId, duration, expires, signature] = TOKEN.exec(token) ?? [];
  if (tokenFileId === undefined || signature === undefined) return { problem: NOT_OURS };
  const claim = { fileId: tokenFileId, accountId, durationMs: Number(duration), expiresAtMs: Number(expires) };
  if (!secrets.verify(PURPOSE, signedText(claim), signature)) return { problem: NOT_OURS };
  if (tokenFileId !== fileId) return { problem: 'belongs to another file; send the duration_token of this one.' };
  if (claim.expiresAtMs <= nowMs) return { problem: 'has expired; upload the file again for a new one.' };
  return { durationMs: claim.durationMs };
}

const NOT_OURS = 'is not a duration_token that /api/v1/files gave for this file; send it exactly as it was received.';

function signedText({ fileId, accountId, durationMs, expiresAtMs }: DurationClaim): string {
  return `${fileId}\n${accountId}\n${durationMs}\n${expiresAtMs}`;
}
