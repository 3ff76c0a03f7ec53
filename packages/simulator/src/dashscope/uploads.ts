import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Account } from './accounts.ts';
import { Refusal } from './refusal.ts';

/** What an upload is for, and until when it may be made. */
type Policy = {
  readonly account: Account;
  readonly model: string;
  readonly folder: string;
  readonly expiresAtMs: number;
};
type Upload = { readonly policy: Policy; readonly bytes: Uint8Array; readonly atMs: number };

/** What a policy is made for. */
export type PolicyRequest = {
  readonly account: Account;
  readonly model: string;
  readonly nowMs: number;
  readonly lifeMs: number;
  readonly uploadHost: string;
};

/** An upload's form fields without the file, and the file. */
export type UploadForm = { readonly fields: ReadonlyMap<string, string>; readonly file: Uint8Array };

/** Why object storage refuses an upload. */
export type UploadFault = { readonly status: number; readonly code: string; readonly message: string };

const FILE_MB_MAX = 1024;
const REQUIRED: Readonly<Record<string, string>> = {
  'x-oss-object-acl': 'private',
  'x-oss-forbid-overwrite': 'true',
  success_action_status: '200',
};
const ALLOWED = [...Object.keys(REQUIRED), 'OSSAccessKeyId', 'Signature', 'policy', 'key', 'x-oss-content-type'];

/** Policies for temporary uploads, and the files uploaded with them. */
export class Uploads {
  readonly #secret = randomBytes(32);
  readonly #accessKeyId = `LTAI${randomBytes(9).toString('hex')}`;
  readonly #policies = new Map<string, Policy>();
  readonly #uploads = new Map<string, Upload>();

  /** A new policy as the API answers it under `data`. */
  issue({ account, model, nowMs, lifeMs, uploadHost }: PolicyRequest): Readonly<Record<string, string | number>> {
    const day = new Date(nowMs).toISOString().slice(0, 10);
    const folder = `dashscope-instant/${randomBytes(16).toString('hex')}/${day}/${randomUUID()}`;
    const expiresAtMs = nowMs + lifeMs;
    const conditions = [
      ['content-length-range', 0, FILE_MB_MAX * 2 ** 20],
      ['starts-with', '$key', folder],
      { bucket: 'dashscope-file-mgr' },
      { 'x-oss-object-acl': 'private' },
      { 'x-oss-forbid-overwrite': 'true' },
    ];
    const text = JSON.stringify({ expiration: new Date(expiresAtMs).toISOString(), conditions });
    const policy = Buffer.from(text).toString('base64');
    this.#policies.set(policy, { account, model, folder, expiresAtMs });
    return {
      policy,
      signature: this.#sign(policy),
      upload_dir: folder,
      upload_host: uploadHost,
      expire_in_seconds: Math.floor(lifeMs / 1000),
      max_file_size_mb: FILE_MB_MAX,
      capacity_limit_mb: 999_999_999,
      oss_access_key_id: this.#accessKeyId,
      x_oss_object_acl: 'private',
      x_oss_forbid_overwrite: 'true',
    };
  }

  /** Keeps a file if its form fits a policy; otherwise says why not. */
  receive({ fields, file }: UploadForm, nowMs: number): UploadFault | undefined {
    const policy = this.#policies.get(fields.get('policy') ?? '');
    const key = fields.get('key') ?? '';
    const fault = this.#formFault(fields, policy, nowMs) ?? this.#keyFault(key, policy);
    if (fault === undefined && policy !== undefined) this.#uploads.set(key, { policy, bytes: file, atMs: nowMs });
    return fault;
  }

  /** The file behind a key, for the account and model it was uploaded for. Throws a Refusal. */
  read(key: string, asker: { account: Account; model: string; nowMs: number; lifeMs: number }): Uint8Array {
    const upload = this.#uploads.get(key);
    const code = 'InvalidParameter.DataInspection';
    if (upload === undefined || asker.nowMs >= upload.atMs + asker.lifeMs) {
      const message = 'Unable to download the media resource during the data inspection process.';
      throw new Refusal(400, code, message);
    }
    if (upload.policy.account !== asker.account || upload.policy.model !== asker.model) {
      const message = "Don't have authorization to access the media resource during the data inspection process";
      throw new Refusal(400, code, message);
    }
    return upload.bytes;
  }

  #formFault(fields: UploadForm['fields'], policy: Policy | undefined, nowMs: number): UploadFault | undefined {
    for (const name of fields.keys()) {
      if (!ALLOWED.includes(name)) return denied(`Invalid according to Policy: Extra input fields: ${name}`);
    }
    if (fields.get('OSSAccessKeyId') !== this.#accessKeyId) {
      return { status: 403, code: 'InvalidAccessKeyId', message: 'The OSS Access Key Id you provided does not exist.' };
    }
    if (policy === undefined || fields.get('Signature') !== this.#sign(fields.get('policy') ?? '')) {
      const message = 'The request signature we calculated does not match the signature you provided.';
      return { status: 403, code: 'SignatureDoesNotMatch', message };
    }
    if (nowMs >= policy.expiresAtMs) return denied('Invalid according to Policy: Policy expired.');
    for (const [name, value] of Object.entries(REQUIRED)) {
      if (fields.get(name) !== value)
        return denied(`Invalid according to Policy: Policy Condition failed: ["eq", "$${name}", "${value}"]`);
    }
    return undefined;
  }

  #keyFault(key: string, policy: Policy | undefined): UploadFault | undefined {
    if (policy === undefined || !key.startsWith(`${policy.folder}/`) || key.length === policy.folder.length + 1) {
      return denied(
        `Invalid according to Policy: Policy Condition failed: ["starts-with", "$key", "${policy?.folder}"]`,
      );
    }
    if (!this.#uploads.has(key)) return undefined;
    return {
      status: 409,
      code: 'FileAlreadyExists',
      message: 'The object you specified already exists and can not be overwritten.',
    };
  }

  #sign(policy: string): string {
    return createHmac('sha1', this.#secret).update(policy).digest('base64');
  }
}

function denied(message: string): UploadFault {
  return { status: 403, code: 'AccessDenied', message };
}
