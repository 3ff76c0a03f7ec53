import { Type } from 'typebox';
import { ErrorBody, Nullable } from '../platform/http/schemas.ts';

/** An account by its id or its name. */
export const AccountReference = Type.String({ minLength: 1, maxLength: 200 });

export const AccountBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  current_credits: Type.Integer(),
  held_credits: Type.Integer(),
  created_at: Type.String(),
});

const KEY = {
  id: Type.String(),
  account_id: Type.String(),
  name: Type.String(),
  prefix: Type.String(),
  scopes: Type.Array(Type.String()),
  created_at: Type.String(),
  expires_at: Nullable(Type.String()),
  revoked_at: Nullable(Type.String()),
  last_used_at: Nullable(Type.String()),
};
export const KeyBody = Type.Object(KEY);
/** The only answer that ever holds a secret. */
export const NewKeyBody = Type.Object({ ...KEY, secret: Type.String() });

const WALLET = {
  account_id: Type.String(),
  account_name: Type.String(),
  current_credits: Type.Integer(),
  held_credits: Type.Integer(),
  entries: Type.Array(
    Type.Object({
      id: Type.String(),
      type: Type.String(),
      amount: Type.Integer(),
      balance_after: Type.Integer(),
      generation_id: Nullable(Type.String()),
      note: Nullable(Type.String()),
      created_at: Type.String(),
    }),
  ),
};
export const WalletBody = Type.Object(WALLET);
/** `replayed`: the reference was seen before and nothing was added. */
export const GrantBody = Type.Object({ ...WALLET, replayed: Type.Boolean() });

export const ReportBody = Type.Object({
  ok: Type.Boolean(),
  problem_count: Type.Integer(),
  problems: Type.Array(Type.Object({ message: Type.String() })),
  checked: Type.Object({ accounts: Type.Integer(), entries: Type.Integer(), generations: Type.Integer() }),
});

export const IncidentBody = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  subject_id: Nullable(Type.String()),
  message: Type.String(),
  times: Type.Integer(),
  created_at: Type.String(),
  last_at: Type.String(),
  resolved_at: Nullable(Type.String()),
  note: Nullable(Type.String()),
});

/** `paused_until`: when a credential that is not `open` is tried again by itself. */
export const EngineBody = Type.Object({
  id: Type.String(),
  models: Type.Array(Type.String()),
  credentials: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.Union([Type.Literal('open'), Type.Literal('busy'), Type.Literal('failing'), Type.Literal('stopped')]),
      paused_until: Nullable(Type.String()),
      tasks_in_process: Type.Integer(),
      message: Nullable(Type.String()),
    }),
  ),
});

/** What every route here may answer besides its own success. */
export const REFUSALS = { 400: ErrorBody, 401: ErrorBody };
export const REFUSALS_OR_UNKNOWN = { ...REFUSALS, 404: ErrorBody };
