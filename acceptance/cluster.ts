import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

type Settings = Readonly<Record<string, string>>;

/** One process of the command under test. */
export type ServerProcess = {
  readonly url: string;
  output(): string;
  stop(): Promise<number | null>;
  kill(): Promise<void>;
};

type Installation = { readonly env: Settings; readonly dataFolder: string; readonly port: number };
type StartProcess = (args: readonly string[], env: Settings) => Promise<ServerProcess>;

const WORKERS = 3;

/** Two processes for the API behind one address that takes them in turns, and three workers. */
export async function startCluster(
  { env, dataFolder, port }: Installation,
  startProcess: StartProcess,
): Promise<ServerProcess> {
  const ports: number[] = [];
  const front = await startFront(port, ports);
  const url = addressOf(front);
  const start = (role: 'api' | 'worker', folder: string) =>
    startProcess(['--port', '0', '--data', folder, '--role', role], { RIVYA_PUBLIC_URL: url, ...env });
  try {
    // The first has the installation's folder, where the first key is looked for.
    const first = await start('api', dataFolder);
    const others = await Promise.all([
      start('api', join(dataFolder, 'api-2')),
      ...Array.from({ length: WORKERS }, (_, index) => start('worker', join(dataFolder, `worker-${index + 1}`))),
    ]);
    const [second] = others;
    ports.push(...[first, second].flatMap((api) => (api === undefined ? [] : [Number(new URL(api.url).port)])));
    return asOne(url, front, [first, ...others]);
  } catch (error) {
    front.close();
    throw error;
  }
}

function asOne(url: string, front: Server, processes: readonly ServerProcess[]): ServerProcess {
  return {
    url,
    output: () => processes.map((one) => one.output()).join(''),
    async stop() {
      const codes = await Promise.all(processes.map((one) => one.stop()));
      front.close();
      return codes.find((code) => code !== 0) ?? 0;
    },
    async kill() {
      await Promise.all(processes.map((one) => one.kill()));
      front.close();
    },
  };
}

/** Passes each connection on to the next of the ports that answers. */
async function startFront(port: number, ports: readonly number[]): Promise<Server> {
  let turn = 0;
  const passOn = (client: Socket, tries: number): void => {
    turn += 1;
    const target = ports[turn % Math.max(1, ports.length)];
    if (target === undefined) return void client.destroy();
    const server = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    let isOpen = false;
    server.once('connect', () => {
      isOpen = true;
      client.pipe(server).pipe(client);
    });
    server.on('error', () => (isOpen || tries <= 1 ? client.destroy() : passOn(client, tries - 1)));
    client.on('error', () => server.destroy());
    client.once('close', () => server.destroy());
  };
  const front = createServer({ allowHalfOpen: true }, (client) => passOn(client, ports.length));
  front.listen(port, '127.0.0.1');
  await once(front, 'listening');
  return front;
}

function addressOf(front: Server): string {
  const address = front.address();
  if (address === null || typeof address === 'string') throw new Error('The front has no port.');
  return `http://127.0.0.1:${address.port}`;
}
