import { randomBytes } from 'node:crypto';
import { SealBroken, type Secrets } from '../platform/secrets.ts';
import { DAY_MS } from '../platform/units.ts';
import { SIGNING_SECRET_PREFIX } from '../platform/webhook-signature.ts';
import type { EndpointRow } from './endpoint-store.ts';

const PURPOSE = 'webhook signing secret';
const KEY_BYTES = 32;
/** How long a replaced secret goes on to sign beside the new one. */
export const OLD_SECRET_MS = DAY_MS;
/** Newest and replaced ones together; each adds a signature to every delivery. */
export const SECRETS_MAX = 5;

/** One secret of an endpoint as it is kept. */
type KeptSecret = {
  readonly sealed: string;
  /** Until then it signs, in milliseconds since 1970; null for the newest. */
  readonly untilMs: number | null;
};

/** A secret just made: to be shown once, and what is kept of it. */
export type NewSecret = { readonly secret: string; readonly kept: Pick<EndpointRow, 'secrets' | 'secret_preview'> };

/** The first secret of an endpoint. */
export function makeSecret(secrets: Secrets, endpointId: string): NewSecret {
  return newest(secrets, endpointId, []);
}

/**
 * A new secret for an endpoint; the one before goes on to sign for a day from now, or ends at once. Nothing if that would make more than
 * `SECRETS_MAX` that sign at once. Those that cannot be read any more are dropped: they would keep the new one from
 * signing.
 */
export function replaceSecret(secrets: Secrets, row: EndpointRow, nowMs: number | 'at once'): NewSecret | undefined {
  if (nowMs === 'at once') return newest(secrets, row.id, []);
  const old = keptSecrets(row)
    .filter(({ untilMs }) => untilMs === null || untilMs > nowMs)
    .filter(({ sealed }) => isReadable(secrets, row.id, sealed))
    .map((kept) => ({ ...kept, untilMs: kept.untilMs ?? nowMs + OLD_SECRET_MS }));
  return old.length >= SECRETS_MAX ? undefined : newest(secrets, row.id, old);
}

/**
 * The secrets that sign what is sent now, the newest first. One that cannot be read does not keep the others from signing:
 * while `RIVYA_SECRET` is changed process by process, an older process knows the secrets of before. Throws `SealBroken`
 * when none can be read.
 */
export function currentSecrets(
  secrets: Secrets,
  row: Pick<EndpointRow, 'id' | 'secrets'>,
  nowMs: number,
): readonly string[] {
  const current = keptSecrets(row).filter(({ untilMs }) => untilMs === null || untilMs > nowMs);
  const readable = current.filter(({ sealed }) => isReadable(secrets, row.id, sealed));
  // Of none, the first says why.
  const opened = readable.length === 0 ? current : readable;
  return opened.map(({ sealed }) => secrets.open(PURPOSE, row.id, sealed));
}

/** The secrets of an endpoint after they were looked through. */
export type SealedAnew = {
  /** As they are to be kept from now on; absent if nothing changed. */
  readonly secrets?: string;
  /** Whether one that still signs cannot be read with any `RIVYA_SECRET` there is. */
  readonly isUnreadable: boolean;
};

/** Seals under the newest `RIVYA_SECRET` what is sealed under an older one; what cannot be read is left as it is. */
export function sealAnew(secrets: Secrets, row: Pick<EndpointRow, 'id' | 'secrets'>, nowMs: number): SealedAnew {
  let isUnreadable = false;
  const before = keptSecrets(row);
  const after = before.map((kept) => {
    try {
      const sealed = secrets.sealAnew(PURPOSE, row.id, kept.sealed);
      return sealed === undefined ? kept : { ...kept, sealed };
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      isUnreadable ||= kept.untilMs === null || kept.untilMs > nowMs;
      return kept;
    }
  });
  const hasChanged = after.some(({ sealed }, index) => sealed !== before[index]?.sealed);
  return { isUnreadable, ...(hasChanged ? { secrets: JSON.stringify(after) } : {}) };
}

/** When the last replaced secret stops signing; nothing if only the newest signs. */
export function oldSecretsUntilMs(row: Pick<EndpointRow, 'secrets'>, nowMs: number): number | undefined {
  const times = lapsesOf(row, nowMs);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** When the first of the replaced secrets stops signing; nothing if only the newest signs. */
export function firstLapseMs(row: Pick<EndpointRow, 'secrets'>, nowMs: number): number | undefined {
  const times = lapsesOf(row, nowMs);
  return times.length === 0 ? undefined : Math.min(...times);
}

function lapsesOf(row: Pick<EndpointRow, 'secrets'>, nowMs: number): readonly number[] {
  return keptSecrets(row).flatMap(({ untilMs }) => (untilMs !== null && untilMs > nowMs ? [untilMs] : []));
}

function isReadable(secrets: Secrets, endpointId: string, sealed: string): boolean {
  try {
    secrets.open(PURPOSE, endpointId, sealed);
    return true;
  } catch (error) {
    if (error instanceof SealBroken) return false;
    throw error;
  }
}

function newest(secrets: Secrets, endpointId: string, old: readonly KeptSecret[]): NewSecret {
  const secret = `${SIGNING_SECRET_PREFIX}${randomBytes(KEY_BYTES).toString('base64')}`;
  const kept: readonly KeptSecret[] = [{ sealed: secrets.seal(PURPOSE, endpointId, secret), untilMs: null }, ...old];
  return { secret, kept: { secrets: JSON.stringify(kept), secret_preview: previewOf(secret) } };
}

const PREVIEW_START = SIGNING_SECRET_PREFIX.length + 2;
const PREVIEW_END = 6;

/** Enough to tell one secret from another and nothing of use to anybody else. */
function previewOf(secret: string): string {
  return `${secret.slice(0, PREVIEW_START)}...${secret.slice(-PREVIEW_END)}`;
}

function keptSecrets(row: Pick<EndpointRow, 'secrets'>): readonly KeptSecret[] {
  return JSON.parse(row.secrets);
}
