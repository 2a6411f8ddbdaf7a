import type { RedisClient } from '../../connections/pool-clients.js';

/** Told again after this, so that a database that was emptied learns them anew. */
const REPEAT_AFTER_MS = 60_000;
const MOST_REMEMBERED = 10_000;
const PAGE = 500;

/** The actions that triggers of a namespace have or had: a set that every process adds its own to. */
export class KnownActions {
  readonly #told = new Map<string, number>();
  /** What the set held when it was last read. */
  #read: ReadonlySet<string> = new Set();

  constructor(private readonly key: string) {}

  /** Whether this process has added the action within the last minute. */
  isTold(action: string): boolean {
    return (this.#told.get(action) ?? Number.NEGATIVE_INFINITY) >= performance.now() - REPEAT_AFTER_MS;
  }

  /** What this process knows of without asking: most of the set, and maybe some that it does not hold any more. */
  remembered(): ReadonlySet<string> {
    return new Set([...this.#read, ...this.#told.keys()]);
  }

  /** Adds actions, unless this process has done so within the last minute. */
  async announce(client: RedisClient, actions: ReadonlySet<string>): Promise<void> {
    const news = [...actions].filter((action) => !this.isTold(action));
    if (news.length === 0) return;
    // Asking first: a server at maxmemory refuses SADD, also of what is there.
    const known = await client.smismember(this.key, ...news);
    const unknown = news.filter((_action, at) => known[at] !== 1);
    if (unknown.length > 0) await client.sadd(this.key, ...unknown);
    if (this.#told.size + news.length > MOST_REMEMBERED) this.#told.clear();
    for (const action of news) this.#told.set(action, performance.now());
  }

  /** All of them. */
  async read(client: RedisClient): Promise<ReadonlySet<string>> {
    const actions = new Set<string>();
    let cursor = '0';
    do {
      const [next, page] = await client.sscan(this.key, cursor, 'COUNT', PAGE);
      for (const action of page) actions.add(action);
      cursor = next;
    } while (cursor !== '0');
    this.#read = actions.size > MOST_REMEMBERED ? new Set() : actions;
    return actions;
  }
}
