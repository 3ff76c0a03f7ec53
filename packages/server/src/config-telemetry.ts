import type { Settings } from './config-environment.ts';
import { BadValue, toAdminToken, toHeaderText } from './config-values.ts';
import type { TracingSettings } from './platform/tracing.ts';

export type TelemetrySettings = {
  /** Opens `/metrics` and nothing else, beside the admin token. */
  readonly metricsToken: string | undefined;
  /** Absent: nothing is traced. */
  readonly tracing: Omit<TracingSettings, 'version'> | undefined;
};

/** Where OTLP over HTTP is posted below an endpoint that is for all signals (OpenTelemetry, exporter configuration). */
const TRACES_PATH = '/v1/traces';

/** Reads what is told of the server's inside, and to whom. The names of tracing are OpenTelemetry's own. */
export function readTelemetry(settings: Settings): TelemetrySettings {
  const metricsToken = settings.get('RIVYA_METRICS_TOKEN', toAdminToken, { mayBeEmpty: false });
  const traces = settings.get('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', toEndpoint);
  const all = settings.get('OTEL_EXPORTER_OTLP_ENDPOINT', toEndpoint);
  const url = traces ?? (all === undefined ? undefined : `${all.replace(/\/+$/, '')}${TRACES_PATH}`);
  const rest = {
    headers: settings.get('OTEL_EXPORTER_OTLP_HEADERS', toHeaders) ?? {},
    serviceName: settings.get('OTEL_SERVICE_NAME', toServiceName) ?? 'rivya',
    sampleRatio: settings.get('OTEL_TRACES_SAMPLER_ARG', toRatio) ?? 1,
  };
  return { metricsToken, tracing: url === undefined ? undefined : { url, ...rest } };
}

/** Refused without showing it: it may hold a key. */
function toEndpoint(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new BadValue('must be an absolute http or https URL such as http://127.0.0.1:4318.');
  }
  return url.href;
}

/** `name=value` pairs with commas between them, values percent-encoded. Refused without showing them: they hold keys. */
function toHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair) => /^\s*([\w-]+)\s*=\s*(.+?)\s*$/.exec(pair));
  const headers: Record<string, string> = {};
  for (const pair of pairs) {
    const [, name, value] = pair ?? [];
    if (name === undefined || value === undefined)
      throw new BadValue('must be name=value pairs with commas between them.');
    headers[name] = toHeaderText(decoded(value));
  }
  return headers;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadValue('must have values in percent-encoding.');
  }
}

function toServiceName(text: string): string {
  if (text.length > 100) throw new BadValue('must have at most 100 characters.');
  return text;
}

function toRatio(text: string): number {
  const ratio = /^(?:0|1|0?\.\d{1,9}|1\.0+)$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(ratio)) throw new BadValue('must be a number from 0 to 1, such as 0.1.');
  return ratio;
}
