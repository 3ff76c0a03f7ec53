import { createCatalogue } from '../catalogue/index.ts';
import type { Config } from '../config.ts';
import type { Finding, Look } from './doctor-checks.ts';

const PAINTER = 'painter';

/** Which engines the settings give, and what each model is made by. */
export function checkEngines({ engines, routes }: Config): Look {
  const { upstreams } = engines;
  const byDefault = upstreams.length === 0 ? [PAINTER] : upstreams.map(({ id }) => id);
  const models = createCatalogue().list();
  const byRoute = Map.groupBy(models, ({ id }) => (routes[id] ?? byDefault).join(', then '));
  const made = [...byRoute].map(([route, those]) => {
    return `${byRoute.size === 1 ? 'every model' : those.map(({ id }) => id).join(', ')} by ${route}`;
  });
  const where = upstreams.map(({ id, baseUrl, credentials }) => {
    return `${id} at ${new URL(baseUrl).host} with ${credentials.map(({ name }) => name).join(', ')}`;
  });
  return { state: 'ok', message: [...where, ...made].join('; ') };
}

/** Asks each upstream whether it takes our keys; costs nothing, and changes nothing there. */
export async function askUpstreams(config: Config): Promise<readonly Finding[]> {
  const { tryUpstreams } = await import('../main.ts');
  const trials = await tryUpstreams(config);
  return trials.map(({ engine, credential, outcome, reason }): Finding => {
    const key = `the key ${credential}`;
    switch (outcome) {
      case 'accepted':
        return { check: engine, state: 'ok', message: `${key} is accepted` };
      case 'unasked':
        return { check: engine, state: 'ok', message: `${key} cannot be tried without buying a picture` };
      case 'refused':
        return { check: engine, state: 'fail', message: `${key} is refused: ${reason}`, advice: REFUSED };
      case 'unanswered':
        return { check: engine, state: 'fail', message: `${key} could not be tried: ${reason}`, advice: UNANSWERED };
      default:
        throw new Error(`Unexpected outcome ${String(outcome satisfies never)}`);
    }
  });
}

const REFUSED = 'Check the key, whether it belongs to the region of the base URL, and the bill.';
const UNANSWERED = 'Check the base URL and whether this machine may reach it.';
