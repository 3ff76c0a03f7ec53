import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, Api, type Body, type RequestOptions, textOf } from './client.ts';
import { createAccount, type OwnServer, rivya, startServer, temporaryFolder, verifyLedger } from './harness.ts';

/** The upstreams are on this machine, which a server does not reach for files unless it is told to. */
export const LOCAL_ALLOWED = { RIVYA_PRIVATE_NETWORK_ALLOWLIST: '127.0.0.0/8' };

const UPSTREAM_NAMES = /dashscope|alibaba|aliyun|\bkie\b/i;
const UNTIL_MS_MAX = 120_000;
const WAIT_SECONDS = 10;
const GRANT = 10_000;

/** What a stage has to know of a simulated upstream. */
export type StagedUpstream = {
  readonly key: string;
  /** Keys that arrived where none belongs. */
  leaks(): readonly string[];
};

export type StageOptions = {
  readonly upstreams: readonly StagedUpstream[];
  readonly env: Readonly<Record<string, string>>;
  /** The content of the file of `RIVYA_CONFIG`, if there is to be one. */
  readonly file?: unknown;
};

/** A caller who remembers every answer. */
class RememberingApi extends Api {
  readonly answers: string[];

  constructor(url: string, key: string, answers: string[]) {
    super(url, key);
    this.answers = answers;
  }

  override async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const answer = await super.request(method, path, options);
    this.answers.push(`${answer.status} ${JSON.stringify([...answer.headers])} ${answer.text}`);
    return answer;
  }
}

/** A server whose models are made by simulated upstreams, one account on it, and everything that anybody was told. */
export class Stage {
  readonly #options: StageOptions;
  readonly #env: Readonly<Record<string, string>>;
  readonly #secret: string;
  readonly #servers: OwnServer[];
  /** What callers, and what operators were answered. */
  readonly #answers: string[] = [];
  readonly #told: string[] = [];
  api: Api;

  constructor(options: StageOptions, env: Readonly<Record<string, string>>, first: OwnServer, secret: string) {
    this.#options = options;
    this.#env = env;
    this.#secret = secret;
    this.#servers = [first];
    this.api = new RememberingApi(first.url, secret, this.#answers);
  }

  /** The server that runs now, or ran last. */
  get server(): OwnServer {
    const [server] = this.#servers.slice(-1);
    assert.ok(server);
    return server;
  }

  /** Starts the server that was stopped or killed again, on the same data. */
  async restart(): Promise<void> {
    const server = await startServer({ env: this.#env, dataFolder: this.server.dataFolder });
    this.#servers.push(server);
    this.api = new RememberingApi(server.url, this.#secret, this.#answers);
  }

  /** Runs an operator's command. */
  async rivya(...args: readonly string[]): Promise<Body> {
    const answer = await rivya(this.server, ...args);
    this.#told.push(JSON.stringify(answer));
    return answer;
  }

  /** What operators were told of, oldest first. */
  async incidents(): Promise<readonly Body[]> {
    return ((await this.rivya('incidents')).data ?? []).toReversed();
  }

  /** How an engine's only credential stands. */
  async credential(engine: string) {
    const { data = [] } = await this.rivya('engines');
    const [credential, ...others] = data.find(({ id }) => id === engine)?.credentials ?? [];
    assert.ok(credential !== undefined && others.length === 0, engine);
    return credential;
  }

  /** Waits for the ends of tasks, all of which must have succeeded. */
  async succeeded(ids: readonly string[]): Promise<readonly Body[]> {
    const end = (id: string) =>
      until(`${id} ends`, async () => {
        const { status, text, body } = await this.api.get(`/api/v1/generations/${id}?wait=${WAIT_SECONDS}`);
        assert.equal(status, 200, text);
        return (body.status === 'succeeded' || body.status === 'failed') && body;
      });
    const tasks = await Promise.all(ids.map(end));
    for (const task of tasks) assert.equal(task.status, 'succeeded', JSON.stringify(task));
    return tasks;
  }

  /**
   * What must be true however a story went: the money adds up to what the tasks say, no key is in any log line or answer
   * or went to a host that only has files, and callers never read an upstream's name.
   */
  async verify(): Promise<void> {
    await verifyLedger(this.server);
    const { data: tasks = [], has_more } = (await this.api.get('/api/v1/generations?limit=100')).body;
    assert.equal(has_more, false, 'one page should hold all tasks of a story');
    const spent = tasks.reduce((sum, { final_credits = 0 }) => sum + final_credits, 0);
    assert.equal(await this.api.balance(), GRANT - spent);
    await this.api.state();
    await this.rivya('engines');
    await this.incidents();
    for (const answer of this.#answers) assert.doesNotMatch(answer, UPSTREAM_NAMES);
    const logs = this.#servers.map((server) => server.output());
    assert.match(logs.join(''), /"engine ready"/, 'the log should be there to be searched');
    for (const { key, leaks } of this.#options.upstreams) {
      for (const said of [...this.#answers, ...this.#told, ...logs]) assert.ok(!said.includes(key), 'a key was shown');
      assert.deepEqual(leaks(), []);
    }
  }

  async close(): Promise<void> {
    await this.server.kill();
  }
}

/** Starts a server with the settings and an account on it. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const env = {
    RIVYA_LOG_LEVEL: 'debug',
    RIVYA_RATE_LIMIT_CREATES_PER_MINUTE: '0',
    RIVYA_RATE_LIMIT_READS_PER_MINUTE: '0',
    ...options.env,
    ...(options.file === undefined ? {} : { RIVYA_CONFIG: writeConfig(options.file) }),
  };
  const server = await startServer({ env });
  const { secret } = await createAccount(server, GRANT);
  return new Stage(options, env, server, secret);
}

/** Looks again and again until there is something to see, however long that takes on a busy machine. */
export async function until<Seen>(
  what: string,
  look: () => Promise<Seen | undefined | false> | Seen | undefined | false,
): Promise<Seen> {
  const deadline = Date.now() + UNTIL_MS_MAX;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    assert.ok(Date.now() < deadline, `It did not come about that ${what}.`);
    await sleep(50);
  }
}

/** The picture a task ended with. */
export function pictureOf(task: Body) {
  assert.equal(task.status, 'succeeded', JSON.stringify(task));
  const [item, ...others] = task.result?.items ?? [];
  assert.ok(item !== undefined && others.length === 0, JSON.stringify(task));
  assert.equal(task.result?.primary_url, item.url);
  return item;
}

/** How a task failed; whoever asked for it has the credits back. */
export function failureOf(task: Body): string {
  assert.equal(task.status, 'failed', JSON.stringify(task));
  assert.equal(task.final_credits, 0);
  return textOf(task.error?.code);
}

function writeConfig(content: unknown): string {
  const path = join(temporaryFolder(), 'rivya.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}
