import { spawn } from 'node:child_process';
import { startPostgres } from './postgres-server.ts';

/**
 * `node tools/with-postgres.ts COMMAND...` runs a command with `RIVYA_TEST_POSTGRES_URL` set: as it is in the environment,
 * else to a server started for it and gone with it.
 */
const [command = '', ...args] = process.argv.slice(2);
const given = process.env['RIVYA_TEST_POSTGRES_URL'];
const server = given === undefined ? await startPostgres({ isDurable: false }) : undefined;
const child = spawn(command, args, {
  stdio: 'inherit',
  env: { ...process.env, RIVYA_TEST_POSTGRES_URL: given ?? server?.url },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
await server?.stop();
process.exit(code);
