import { LOG_LEVELS, type LogLevel } from './platform/log.ts';
import { SECRET_CHARACTERS_MIN } from './platform/secrets.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './platform/units.ts';
import { type Cidr, parseCidr } from './platform/upstream/address-rules.ts';

/** Turns text into a value or throws `BadValue` with the rest of the sentence "RIVYA_X …". */
export type Parse<Value> = (text: string) => Value;

/** What is wrong with a value, as the rest of a sentence; no problem shows a secret. */
export class BadValue extends Error {
  readonly problems: readonly string[];

  constructor(...problems: readonly string[]) {
    super(problems.join(' '));
    this.problems = problems;
  }
}

/** Shorter tokens could be guessed. */
export const ADMIN_TOKEN_CHARACTERS_MIN = 16;
const ADMIN_TOKEN_CHARACTERS_MAX = 512;

/** Any text but a blank one. */
export function anyText(text: string): string {
  if (text.trim() === '') throw new BadValue('must not be blank.');
  return text;
}

/** A host name or an IP address to listen on. */
export function toHost(text: string): string {
  if (!/^[0-9A-Za-z.:_%-]+$/.test(text) || /^\w+:\/\//.test(text)) {
    throw new BadValue(`must be a host name or an IP address such as 127.0.0.1 or 0.0.0.0; got ${quote(text)}.`);
  }
  return text;
}

/** A whole number within the range, both ends included. */
export function wholeNumber(min: number, max: number): Parse<number> {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= min && number <= max)) {
      throw new BadValue(`must be a whole number from ${min} to ${max}; got ${quote(text)}.`);
    }
    return number;
  };
}

const UNITS_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** `90s`, `30m`, `24h` or `7d` in milliseconds, at most the given days. */
export function duration(daysMax: number): Parse<number> {
  return (text) => {
    const [, digits = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
    const milliseconds = Number(digits) * (UNITS_MS[unit] ?? 0);
    if (milliseconds <= 0 || milliseconds > daysMax * DAY_MS) {
      throw new BadValue(`must be a duration such as 90s, 30m, 24h or 7d, from 1s to ${daysMax}d; got ${quote(text)}.`);
    }
    return milliseconds;
  };
}

/** One of the texts. */
export function oneOf<const Option extends string>(options: readonly Option[]): Parse<Option> {
  return (text) => {
    const option = options.find((known) => known === text);
    if (option === undefined) throw new BadValue(`must be ${options.join(' or ')}.`);
    return option;
  };
}

export const SETTING_NAME_RULE =
  'has lower-case letters, digits and hyphens, a letter first, and 32 characters at most';

/** Whether a text can name an engine or a credential. */
export function isSettingName(text: string): boolean {
  return /^[a-z][a-z0-9-]{0,31}$/.test(text);
}

/** The name of a credential. Refused without showing it: it may be the key. */
export function toSettingName(text: string): string {
  if (!isSettingName(text)) throw new BadValue(`is not a name: that ${SETTING_NAME_RULE}.`);
  return text;
}

/** The code of a currency, such as CNY. */
export function toCurrency(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new BadValue('must be three capital letters, such as USD or CNY.');
  return text;
}

/** `1`, `0`, `true` or `false`. */
export function toBoolean(text: string): boolean {
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw new BadValue(`must be 1, 0, true or false; got ${quote(text)}.`);
}

/** One of `LOG_LEVELS`. */
export function toLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined) throw new BadValue(`must be one of ${LOG_LEVELS.join(', ')}; got ${quote(text)}.`);
  return level;
}

/** An absolute URL without a trailing slash. Refused without showing it: it may hold a password. */
export function toBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new BadValue('must be an absolute http or https URL such as https://media.example.com.');
  }
  if (url.username !== '' || url.password !== '') throw new BadValue('must not hold a user name or password.');
  if (/[?#]/.test(text)) throw new BadValue('must have no query (?) and no fragment (#).');
  return url.href.replace(/\/+$/, '');
}

const API_PATH = '/api/v1';

/** The base URL of an upstream's API. Refused without showing it. */
export function toUpstreamUrl(text: string): string {
  const url = toBaseUrl(text);
  if (!url.endsWith(API_PATH)) throw new BadValue(`must end in ${API_PATH}, such as https://example.com${API_PATH}.`);
  return url;
}

/** An upstream's key. Refused without showing it. */
export function toUpstreamKey(text: string): string {
  if (text === '') throw new BadValue('is set but empty; set it to a key or unset it.');
  return toHeaderText(text);
}

/**
 * A key of Alibaba Model Studio. Refused without showing it; also one of a Token Plan, a subscription with a host and a
 * protocol of its own, which has no asynchronous tasks (Model Studio's pages on API keys and on Token Plan).
 */
export function toDashscopeKey(text: string): string {
  if (text.startsWith('sk-sp-')) {
    throw new BadValue(
      'is a key of a Token Plan (sk-sp-…), which does not work with this API; make a pay-as-you-go key in the Model Studio console.',
    );
  }
  return toUpstreamKey(text);
}

/** The comma-separated networks, each such as `10.1.0.0/16` or `fd00::/8`. */
export function toNetworks(text: string): readonly Cidr[] {
  const problems: string[] = [];
  const networks = text.split(',').flatMap((part) => {
    try {
      return [parseCidr(part.trim())];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(`(${quote(part.trim())}) ${error.message}`);
      return [];
    }
  });
  if (problems.length > 0) throw new BadValue(...problems);
  return networks;
}

/** Text that can be sent in a header. Refused without showing it: it is a key or a token. */
export function toHeaderText(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) throw new BadValue('must have no spaces, line breaks or characters beyond ASCII.');
  return text;
}

/** A token of the operator. Refused without showing it. */
export function toAdminToken(text: string): string {
  if (text.length < ADMIN_TOKEN_CHARACTERS_MIN || text.length > ADMIN_TOKEN_CHARACTERS_MAX) {
    const range = `${ADMIN_TOKEN_CHARACTERS_MIN} to ${ADMIN_TOKEN_CHARACTERS_MAX}`;
    throw new BadValue(`must have ${range} characters; unset it to have one made in the data folder.`);
  }
  return toHeaderText(text);
}

/** The comma-separated secrets, newest first. Refused without showing them. */
export function toSecrets(text: string): readonly string[] {
  if (text === '') throw new BadValue('is set but empty; unset it to have a secret made in the data folder.');
  const parts = text.split(',').map((part) => part.trim());
  const short = parts.flatMap((part, index) => (part.length < SECRET_CHARACTERS_MIN ? [index + 1] : []));
  if (short.length === 0) return parts;
  const which = parts.length === 1 ? '' : ` (too short: part ${short.join(', ')} of ${parts.length})`;
  throw new BadValue(`must have at least ${SECRET_CHARACTERS_MIN} characters in each comma-separated part${which}.`);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
