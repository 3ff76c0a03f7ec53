export { type CallbackDeps, callbackRoutes, callbackUrlOf } from './callbacks.ts';
export {
  type Bought,
  type Cost,
  type Credential,
  CredentialStopped,
  type Engine,
  type EngineHost,
  type EngineJob,
  type EngineReference,
  type FailureReason,
  type FoundWork,
  type Handle,
  NotNow,
  type Progress,
  type SubmitCall,
  type Trouble,
  type UpstreamFile,
  type WorkSearch,
} from './engine.ts';
export {
  type EngineParts,
  type EngineSettings,
  openEngines,
  type UpstreamCredential,
  type UpstreamSettings,
} from './open-engines.ts';
export { createPainterEngine } from './painter/index.ts';
export { createRegistry, type EngineRegistry, type Offer, type Routes } from './registry.ts';
export { type CredentialTrial, tryCredentials } from './try-credentials.ts';
