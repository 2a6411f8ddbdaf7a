/** Called with a listener that threw, and what it threw. */
export type ListenerFailed = (event: string, error: unknown) => void;

type Listener<Event> = (event: Event) => void;

/**
 * Tells listeners what happens, by name. A listener that throws disturbs nobody: it is reported, and the others are
 * told all the same.
 */
export class EventHub<Events extends object> {
  readonly #listeners: { [Name in keyof Events]?: Set<Listener<Events[Name]>> } = {};

  constructor(private readonly listenerFailed: ListenerFailed) {}

  /**
   * Calls back at every such event.
   * @returns ends it
   */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = (this.#listeners[name] ??= new Set());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Whether anybody listens: what is told very often need not be made for nobody. */
  has(name: keyof Events): boolean {
    return (this.#listeners[name]?.size ?? 0) > 0;
  }

  /** Tells those who listen, before it returns. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of this.#listeners[name] ?? []) {
      try {
        listener(event);
      } catch (error) {
        this.listenerFailed(String(name), error);
      }
    }
  }
}
