import type { ModelDescriptor } from '../../catalogue/index.ts';

/** The painter stands in for every model that makes pictures. */
export function painterServes(model: ModelDescriptor): boolean {
  return model.category === 'image';
}

export const PAINTER_NOTICES = [
  'Served by the built-in painter: a sandbox renderer that draws from your prompt, not an AI model.',
] as const;
