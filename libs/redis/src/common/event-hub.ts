/** Called with a listener that threw, and what it threw. */
export type ListenerFailed = (event: string, error: unknown) => void;

type Listener<Event> = (event: Event) => void;

/**
 * Tells listeners what happens, by name. A listener that throws disturbs nobody: it is reported, and the others are
 * told all the same.
 */
export class EventHub<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  constructor(private readonly listenerFailed: ListenerFailed) {}

  /**
   * Calls back at every such event.
   * @returns ends it
   */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Whether anybody listens: what is told very often need not be made for nobody. */
  has(name: keyof Events): boolean {
    const listeners = this.#listeners.get(name);
    return listeners !== undefined && listeners.size > 0;
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    const listeners: ReadonlySet<Listener<Events[Name]>> | undefined = this.#listeners.get(name);
    for (const listener of listeners ?? []) {
      try {
        listener(event);
      } catch (error) {
        this.listenerFailed(String(name), error);
      }
    }
  }
}
