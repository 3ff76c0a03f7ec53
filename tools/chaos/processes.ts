import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BIN =
  process.env['RIVYA_ACCEPTANCE_BIN'] ?? fileURLToPath(new URL('../../packages/server/bin/rivya.cjs', import.meta.url));

type Settings = Readonly<Record<string, string>>;
export type Counts = Record<'killed' | 'paused' | 'continued' | 'started', number>;

/** One process of the cluster, which is killed, paused and started as chance will have it. */
export class Process {
  readonly name: string;
  readonly #args: readonly string[];
  readonly #env: Settings;
  readonly output: string[] = [];
  #child: ChildProcess | undefined;
  #isPaused = false;
  /** Until then chance leaves it alone. */
  sparedUntilMs = 0;

  constructor(name: string, args: readonly string[], env: Settings) {
    this.name = name;
    this.#args = args;
    this.#env = env;
  }

  get state(): 'running' | 'paused' | 'dead' {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return 'dead';
    return this.#isPaused ? 'paused' : 'running';
  }

  start(): void {
    const child = spawn(process.execPath, [BIN, 'serve', ...this.#args], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => this.output.push(String(chunk)));
    this.#child = child;
    this.#isPaused = false;
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  pause(): void {
    this.#isPaused = this.#child?.kill('SIGSTOP') === true;
  }

  goOn(): void {
    this.#child?.kill('SIGCONT');
    this.#isPaused = false;
  }

  /** Ends it for good; tells its exit code. */
  async end(): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || this.state === 'dead') return child?.exitCode ?? null;
    this.goOn();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 30_000);
    await ended;
    clearTimeout(late);
    return child.exitCode;
  }
}

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One blow: a process is killed, paused, woken or started. */
export function strike(processes: readonly Process[], random: () => number, counts: Counts): void {
  const nowMs = Date.now();
  const free = processes.filter(({ sparedUntilMs }) => sparedUntilMs <= nowMs);
  const victim = free[Math.floor(random() * free.length)];
  if (victim === undefined) return;
  const kind = random();
  switch (victim.state) {
    case 'dead':
      victim.start();
      counts.started += 1;
      return;
    case 'paused':
      victim.goOn();
      counts.continued += 1;
      return;
    case 'running':
      if (kind < 0.4) victim.kill();
      else victim.pause();
      counts[kind < 0.4 ? 'killed' : 'paused'] += 1;
  }
}
