export { type Config, ConfigFaults, readConfig } from './config.ts';
export { migrateStore, type RunningServer, runServer } from './main.ts';
