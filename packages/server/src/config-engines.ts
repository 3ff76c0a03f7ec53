import {
  type CredentialContext,
  type CredentialLimits,
  explainKey,
  readCredentials,
  readLimits,
} from './config-credentials.ts';
import type { Settings } from './config-environment.ts';
import type { ConfigEntry } from './config-file.ts';
import {
  isSettingName,
  oneOf,
  type Parse,
  SETTING_NAME_RULE,
  toBaseUrl,
  toCurrency,
  toDashscopeKey,
  toUpstreamKey,
  toUpstreamUrl,
} from './config-values.ts';
import type { Cost, EngineSettings, UpstreamSettings } from './engines/index.ts';

/** The one engine that is always there; its name cannot be given to another. */
export const PAINTER = 'painter';
const PAINTER_CONCURRENCY_MAX = 16;
const PAINTER_CONCURRENCY_DEFAULT = 2;
const PRICE_MAX = 1_000_000;
const MICROS = 1_000_000;

type UpstreamType = UpstreamSettings['type'];

type UpstreamKind = {
  readonly key: 'DASHSCOPE_API_KEY' | 'KIE_API_KEY';
  readonly url: 'DASHSCOPE_BASE_URL' | 'KIE_BASE_URL';
  readonly parseKey: Parse<string>;
  readonly baseUrl: string;
  readonly limits: CredentialLimits;
};

const KINDS: Readonly<Record<UpstreamType, UpstreamKind>> = {
  dashscope: {
    key: 'DASHSCOPE_API_KEY',
    url: 'DASHSCOPE_BASE_URL',
    parseKey: toDashscopeKey,
    baseUrl: 'https://dashscope-intl.aliyuncs.com/api/v1',
    // What Alibaba's pages on rate limits and on asynchronous tasks give one account for the Wan 2.7 image models.
    limits: { submitsPerSecond: 5, submitsAtOnce: 1, tasksMax: 5, queriesPerSecond: 20 },
  },
  kie: {
    key: 'KIE_API_KEY',
    url: 'KIE_BASE_URL',
    parseKey: toUpstreamKey,
    baseUrl: 'https://api.kie.ai/api/v1',
    // 20 tasks in 10 seconds and about 100 at once; nothing is published about queries.
    limits: { submitsPerSecond: 2, submitsAtOnce: 1, tasksMax: 100, queriesPerSecond: 10 },
  },
};
/** An engine of one of these names needs no `type`; where no route says otherwise they are tried in this order. */
const TYPES: readonly UpstreamType[] = ['dashscope', 'kie'];
const KIE_UPLOAD_URL = 'https://kieai.redpandaai.co';

export type EngineContext = {
  readonly settings: Settings;
  /** Where paths in the file start: the folder it lies in. */
  readonly folder: string;
  /** The models that may have a price. */
  readonly models: readonly string[];
};

/** Reads the engines of the file, and those that a key in the environment makes by itself. */
export function readEngines(context: EngineContext, engines: ConfigEntry): EngineSettings {
  const named = engines.entries().flatMap(([id, entry]) => {
    const type = id === PAINTER ? undefined : typeOf(id, entry);
    return type === undefined ? [] : [{ id, type }];
  });
  const upstreams = TYPES.flatMap((type) => {
    const ids = named.filter((one) => one.type === type).map(({ id }) => id);
    return readKind(context, engines, { type, ids });
  });
  const order: readonly string[] = [...TYPES, ...named.map(({ id }) => id)];
  return {
    painter: { concurrency: readConcurrency(engines.at(PAINTER)) },
    upstreams: upstreams.toSorted((left, right) => order.indexOf(left.id) - order.indexOf(right.id)),
  };
}

/** The kind of upstream an engine of the file is for; absent when that is a fault. */
function typeOf(id: string, entry: ConfigEntry): UpstreamType | undefined {
  if (!isSettingName(id)) return entry.refuse(`is not a name for an engine: that ${SETTING_NAME_RULE}.`);
  const own = TYPES.find((type) => type === id);
  const given = entry.at('type');
  if (!given.isGiven && own !== undefined) return own;
  const type = given.required().text(oneOf(TYPES));
  if (type === undefined || own === undefined || type === own) return type;
  return given.refuse(`must be ${own}, or the engine must have another name.`);
}

/** All engines of one kind: those of the file, else the one that its key in the environment makes. */
function readKind(
  { settings, folder, models }: EngineContext,
  engines: ConfigEntry,
  { type, ids }: { readonly type: UpstreamType; readonly ids: readonly string[] },
): readonly UpstreamSettings[] {
  const { key, url, parseKey, ...defaults } = KINDS[type];
  const apiKey = settings.get(key, parseKey, { mayBeEmpty: false });
  const baseUrl = settings.get(url, toUpstreamUrl);
  const isKeySet = settings.env[key] !== undefined;
  if (ids.length === 0 && !isKeySet) {
    if (baseUrl !== undefined) settings.tell(`${url} is set, but no engine uses it: set ${key} too, or unset it.`);
    return [];
  }
  const main = { variable: key, apiKey };
  const context = { env: settings.env, folder, main, parseKey, seen: new Map<string, string>(), models };
  const found = ids.length > 0 ? ids : [type];
  return found.map((id) => {
    return readUpstream(context, engines.at(id), { id, type, ...defaults, baseUrl: baseUrl ?? defaults.baseUrl });
  });
}

type UpstreamDefaults = Pick<UpstreamKind, 'baseUrl' | 'limits'> & { readonly id: string; readonly type: UpstreamType };

function readUpstream(
  context: CredentialContext & Pick<EngineContext, 'models'>,
  entry: ConfigEntry,
  { id, type, ...defaults }: UpstreamDefaults,
): UpstreamSettings {
  const known = ['type', 'baseUrl', 'credentials', 'limits', 'prices'] as const;
  const field = entry.fields(type === 'kie' ? [...known, 'uploadBaseUrl'] : known, explainKey);
  const upstream = {
    id,
    baseUrl: field('baseUrl').text(toUpstreamUrl) ?? defaults.baseUrl,
    credentials: readCredentials(context, field('credentials'), readLimits(field('limits'), defaults.limits)),
    prices: readPrices(field('prices'), context.models),
  };
  if (type === 'dashscope') return { ...upstream, type };
  return { ...upstream, type, uploadBaseUrl: entry.at('uploadBaseUrl').text(toBaseUrl) ?? KIE_UPLOAD_URL };
}

function readPrices(prices: ConfigEntry, models: readonly string[]): Readonly<Record<string, Cost>> {
  const costs = prices.entries().flatMap(([model, entry]) => {
    if (!models.includes(model)) entry.refuse(`is no model here; there are: ${models.join(', ')}.`);
    const field = entry.fields(['amount', 'currency']);
    const amount = field('amount').required().number({ min: 0, max: PRICE_MAX, isWhole: false });
    const currency = field('currency').required().text(toCurrency);
    if (amount === undefined || currency === undefined) return [];
    const micros = Math.round(amount * MICROS);
    // Both sides are the double nearest to a decimal number, so they are equal if and only if it has six decimals.
    if (micros / MICROS !== amount) field('amount').refuse('must have at most 6 decimals.');
    return [[model, { micros, currency }] as const];
  });
  return Object.fromEntries(costs);
}

function readConcurrency(painter: ConfigEntry): number {
  const field = painter.fields(['type', 'concurrency']);
  field('type').text(oneOf([PAINTER]));
  const rule = { min: 0, max: PAINTER_CONCURRENCY_MAX, isWhole: true };
  return field('concurrency').number(rule) ?? PAINTER_CONCURRENCY_DEFAULT;
}
