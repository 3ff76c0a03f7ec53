export type {
  ApiFault,
  DashscopeFaultAt,
  DashscopeFaults,
  DashscopeOperation,
  OutcomeFault,
} from './dashscope/faults.ts';
export { DASHSCOPE_DEFAULTS, type DashscopeOptions, type DashscopeSettings } from './dashscope/options.ts';
export type { DashscopeSimulator, ElsewhereTask, Observed, SimTask } from './dashscope/simulator.ts';
export { startDashscopeSimulator } from './dashscope/start-simulator.ts';
export type { SeenSubmit } from './dashscope/state.ts';
export type { TaskStatus } from './dashscope/task.ts';
export type { ChancePlan } from './faults/fault-book.ts';
export type { TransportFault } from './faults/transport-fault.ts';
export type { SentCallback } from './kie/callbacks.ts';
export type { CallbackFault, KieApiFault, KieFaultAt, KieFaults, KieOperation, KieOutcomeFault } from './kie/faults.ts';
export { KIE_DEFAULTS, type KieOptions, type KieSettings } from './kie/options.ts';
export type { KieObserved, KieSimTask, KieSimulator } from './kie/simulator.ts';
export { startKieSimulator } from './kie/start-simulator.ts';
export type { SeenCreate } from './kie/state.ts';
export type { ResultFault } from './pictures/result-host.ts';
export type { S3Fault } from './s3/faults.ts';
export type { S3Operation, S3Options } from './s3/options.ts';
export type { S3Simulator } from './s3/simulator.ts';
export { startS3Simulator } from './s3/start-simulator.ts';
