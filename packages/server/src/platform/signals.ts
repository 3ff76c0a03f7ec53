/**
 * What parts of the server tell each other, in this process and in others: that there is something to do, never what it
 * is. A signal may get lost or come twice, so whoever listens also looks by itself now and then.
 */
export interface Signals {
  /** Tells everybody who listens to the topic, here at once and elsewhere soon. `names` says what it is about. */
  send(topic: Topic, names: readonly string[]): void;
  /** `listener` is told the names, or `undefined` when signals may have been missed. Ends with the returned function. */
  listen(topic: Topic, listener: Listener): () => void;
  close(): Promise<void>;
}

/**
 * `queued`: work for these engines. `ended`, `hinted`: these tasks. `published`: events to be delivered. `resumed`: an
 * engine and one of its credentials, or the engine alone. `cancelling`: cancels were asked for at these engines.
 */
export const TOPICS = ['queued', 'ended', 'hinted', 'published', 'resumed', 'cancelling'] as const;
export type Topic = (typeof TOPICS)[number];
export type Listener = (names: readonly string[] | undefined) => void;

/** The signals of a server of one process. */
export function createLocalSignals(): Signals {
  const listeners = createListeners();
  return {
    send: (topic, names) => listeners.tell(topic, names),
    listen: (topic, listener) => listeners.add(topic, listener),
    close: () => Promise.resolve(),
  };
}

/** Who listens to what in this process. */
export function createListeners() {
  const byTopic = new Map<Topic, Set<Listener>>(TOPICS.map((topic) => [topic, new Set()]));
  return {
    tell(topic: Topic, names: readonly string[] | undefined): void {
      for (const listener of byTopic.get(topic) ?? []) listener(names);
    },
    tellMissed(): void {
      for (const topic of TOPICS) this.tell(topic, undefined);
    },
    add(topic: Topic, listener: Listener): () => void {
      byTopic.get(topic)?.add(listener);
      return () => byTopic.get(topic)?.delete(listener);
    },
  };
}
