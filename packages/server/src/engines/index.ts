export type {
  Bought,
  Engine,
  EngineJob,
  EngineReference,
  FailureReason,
  Handle,
  Progress,
  UpstreamFile,
} from './engine.ts';
export { createPainterEngine } from './painter/index.ts';
export { createRegistry, type EngineRegistry, type Offer } from './registry.ts';
