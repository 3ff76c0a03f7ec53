import { argv, env, exit } from 'node:process';

/**
 * `node healthcheck.mjs [PATH]` ends with 0 when the server of this container answers the path (`/healthz`) with a 2xx
 * status in time, else with 1. Slim images have no other program that could ask.
 */
const PATIENCE_MS = 4_000;

const url = `http://127.0.0.1:${env['RIVYA_PORT'] ?? '8787'}${argv[2] ?? '/healthz'}`;
const isWell = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
  ({ ok }) => ok,
  () => false,
);
exit(isWell ? 0 : 1);
