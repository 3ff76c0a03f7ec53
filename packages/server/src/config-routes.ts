import type { ConfigEntry } from './config-file.ts';
import { toSettingName } from './config-values.ts';
import type { Routes } from './engines/index.ts';

export type RouteContext = {
  readonly models: readonly string[];
  /** Every engine the operator named. */
  readonly engines: readonly string[];
  /** The one engine that must not stand beside others: a caller would pay for a picture of another kind. */
  readonly painter: string;
};

/** Reads the routes of the file; a model it leaves out has none here. */
export function readRoutes(context: RouteContext, routes: ConfigEntry): Routes {
  const { models } = context;
  const given = routes.entries().map(([model, entry]) => {
    if (!models.includes(model)) entry.refuse(`is no model here; there are: ${models.join(', ')}.`);
    return [model, readRoute(context, entry)] as const;
  });
  return Object.fromEntries(given);
}

function readRoute({ engines, painter }: RouteContext, entry: ConfigEntry): readonly string[] {
  const route: string[] = [];
  for (const item of entry.items('engine')) {
    const engine = item.text(toSettingName);
    if (engine === undefined) continue;
    if (!engines.includes(engine)) item.refuse(`is not the name of an engine; there are: ${engines.join(', ')}.`);
    if (route.includes(engine)) item.refuse('comes twice in this route.');
    route.push(engine);
  }
  if (route.length > 1 && route.includes(painter)) {
    entry.refuse(`must have ${painter} alone or not at all: what other engines cannot make is never painted instead.`);
  }
  return route;
}
