import { randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import type { Client } from 'pg';
import type { Log } from '../log.ts';
import { createListeners, type Signals, TOPICS, type Topic } from '../signals.ts';
import { SECOND_MS } from '../units.ts';

const CHANNEL = 'rivya';
/** A notification holds at most 8,000 bytes; one that would be longer says that something was missed. */
const NAMES_BYTES_MAX = 7_000;
const RECONNECT_MS = SECOND_MS;
const CONNECT_MS = 5 * SECOND_MS;
/** How long a database may take to part; one that is gone never does. */
const PART_MS = SECOND_MS;
/** A connection that is dead without having said so is found within this time. */
const ALIVE_MS = 10 * SECOND_MS;

/**
 * Signals between processes over `LISTEN` and `NOTIFY`. Signals of one turn of the event loop go out together; while the
 * database cannot be reached they are dropped, and once it can be again everybody is told to look.
 */
export async function openPostgresSignals(url: string, log: Log): Promise<Signals> {
  const { default: pg } = await import('pg');
  const listeners = createListeners();
  const settings = {
    connectionString: url,
    application_name: 'rivya signals',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ALIVE_MS,
  };
  const open = (socket: Socket) => new pg.Client({ ...settings, stream: () => socket });
  const line = new Line(open, {
    log,
    onMessage: (topic, names) => listeners.tell(topic, names),
    onMissed: () => listeners.tellMissed(),
  });
  await line.connect();
  return {
    send(topic, names) {
      listeners.tell(topic, names);
      line.send(topic, names);
    },
    listen: (topic, listener) => listeners.add(topic, listener),
    close: () => line.close(),
  };
}

type Ears = {
  readonly log: Log;
  readonly onMessage: (topic: Topic, names: readonly string[] | undefined) => void;
  readonly onMissed: () => void;
};

/** One connection that listens and notifies, opened again whenever it breaks. */
class Line {
  readonly #open: (socket: Socket) => Client;
  readonly #ears: Ears;
  /** Told apart from others: what this process sends, its own listeners have heard already. */
  readonly #sender = randomBytes(6).toString('hex');
  readonly #waiting = new Map<Topic, Set<string>>();
  #client: Client | undefined;
  /** Parts from the connection that is open or being opened. */
  #part: () => Promise<void> = () => Promise.resolve();
  #isSending = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(open: (socket: Socket) => Client, ears: Ears) {
    this.#open = open;
    this.#ears = ears;
  }

  /** Throws what the first connection throws; later ones are tried until one stands. */
  async connect(): Promise<void> {
    const socket = new Socket();
    const client = this.#open(socket);
    this.#part = () => part(client, socket);
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      if (this.#isClosed) throw new Error('Closed meanwhile.');
    } catch (error) {
      await this.#part();
      throw error;
    }
    this.#client = client;
    this.#timer = setTimeout(() => void this.#checkAlive(client), ALIVE_MS).unref();
  }

  send(topic: Topic, names: readonly string[]): void {
    const waiting = this.#waiting.get(topic) ?? new Set();
    for (const name of names) waiting.add(name);
    this.#waiting.set(topic, waiting);
    if (this.#isSending) return;
    this.#isSending = true;
    setImmediate(() => void this.#flush());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#client = undefined;
    await this.#part();
  }

  async #flush(): Promise<void> {
    try {
      while (this.#waiting.size > 0 && this.#client !== undefined) {
        const messages = [...this.#waiting].map(([topic, names]) => messageOf(this.#sender, topic, [...names]));
        this.#waiting.clear();
        await this.#client.query('select pg_notify($1, message) from unnest($2::text[]) as message', [
          CHANNEL,
          messages,
        ]);
      }
    } catch (error) {
      this.#ears.log.debug({ err: error }, 'signals to other processes were lost');
    } finally {
      this.#waiting.clear();
      this.#isSending = false;
    }
  }

  #hear(payload: string): void {
    const [sender = '', topic = '', names = ''] = payload.split(' ');
    if (sender === this.#sender) return;
    const known = TOPICS.find((one) => one === topic);
    if (known !== undefined) this.#ears.onMessage(known, names === '*' ? undefined : names.split(',').filter(Boolean));
  }

  async #checkAlive(client: Client): Promise<void> {
    const dead = setTimeout(() => this.#lost(client), ALIVE_MS).unref();
    try {
      await client.query('select 1');
      if (client === this.#client) this.#timer = setTimeout(() => void this.#checkAlive(client), ALIVE_MS).unref();
    } catch {
      this.#lost(client);
    } finally {
      clearTimeout(dead);
    }
  }

  #lost(client: Client): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    void this.#part();
    if (this.#isClosed) return;
    this.#ears.log.warn('the connection for signals broke; it is opened again');
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    while (!this.#isClosed) {
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS).unref());
      try {
        await this.connect();
        this.#ears.onMissed();
        return;
      } catch (error) {
        this.#ears.log.debug({ err: error }, 'still no connection for signals');
      }
    }
  }
}

/** Ends the connection, politely if the other end answers at once. */
async function part(client: Client, socket: Socket): Promise<void> {
  const cutOff = setTimeout(() => socket.destroy(), PART_MS);
  await client.end().catch(() => undefined);
  clearTimeout(cutOff);
  socket.destroy();
}

function messageOf(sender: string, topic: Topic, names: readonly string[]): string {
  const text = names.join(',');
  return `${sender} ${topic} ${text.length > NAMES_BYTES_MAX ? '*' : text}`;
}
