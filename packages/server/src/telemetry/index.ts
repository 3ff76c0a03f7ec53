export { addMetricsRoute } from './metrics-route.ts';
export type { GaugeSources } from './read-gauges.ts';
export { createTelemetry, type Telemetry } from './telemetry.ts';
