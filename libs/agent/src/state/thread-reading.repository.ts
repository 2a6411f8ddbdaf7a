import { assertLimit, secondsLeft, type PoolAlias, type RedisCall, type TenantScope } from '@tenantry/redis';
import type { ResolvedAgentOptions } from '../resolve-agent-options.js';
import type { ThreadKeys } from '../scripts/thread-keys.js';
import { threadRead } from '../scripts/thread-read.script.js';
import type { ReadStateOptions } from './agent-state.options.js';
import type { AgentState } from './agent-state.js';
import { agentStoreHealth, type AgentStoreHealth } from './agent-store.health.js';
import { lastMessagesOf, messageLimit } from './message-limit.js';
import { SeedDocuments } from './seed-documents.js';
import { decodeState } from './state-codec.js';
import { ThreadIndexRepository } from './thread-index.repository.js';
import { threadKeys } from './thread-keys.js';

const DEFAULT_RECENT = 10;

/** What is known of threads. */
export abstract class ThreadReadingRepository extends ThreadIndexRepository {
  /** The threads of the Python service, where the tenant has some. */
  protected readonly seeds: SeedDocuments;

  constructor(scope: TenantScope, options: ResolvedAgentOptions) {
    super(scope, options);
    this.seeds = new SeedDocuments(scope, options.seedDocuments);
  }

  /** A thread as it is now, with its messages; null if there is none. */
  async get(threadId: string, options: ReadStateOptions = {}): Promise<AgentState | null> {
    const most = messageLimit(options.messages);
    const { keys, call } = this.thread('get', threadId);
    const stored = await this.executeRead(call, async (client) => threadRead(client, keys, most), null);
    if (stored !== null) return decodeState(this.runtime.codec, threadId, stored);
    const seed = await this.seeds.read(threadId);
    return seed === null ? null : lastMessagesOf(seed, most);
  }

  /** Whether there is a thread. */
  async exists(threadId: string): Promise<boolean> {
    const { keys, call } = this.thread('exists', threadId);
    const found = await this.executeRead(call, async (client) => client.exists(keys.keys[0]), 0);
    return found === 1 || this.seeds.exists(threadId);
  }

  /**
   * The threads that were written last, the latest first.
   * @param limit 1 to 500 @default 10
   */
  async recent(limit: number = DEFAULT_RECENT, options: ReadStateOptions = {}): Promise<AgentState[]> {
    assertLimit(limit);
    const most = messageLimit(options.messages);
    const threads = this.threads();
    const call = { operation: 'recent', pool: this.pool, key: threads.byUpdate };
    return this.executeRead<AgentState[]>(
      call,
      async (client) => {
        const found = new Map<string, AgentState>();
        let skipped = 0;
        while (found.size < limit) {
          const last = skipped + limit - found.size - 1;
          const segments = await client.zrevrange(threads.byUpdate, skipped, last);
          if (segments.length === 0) break;
          const ids = segments.map((segment) => this.idOf(segment));
          const stored = await Promise.all(
            ids.map(async (id) => threadRead(client, threadKeys(this.keys, this.tenant(), id), most)),
          );
          for (const [at, thread] of stored.entries()) {
            const id = ids[at] ?? '';
            if (thread !== null) found.set(id, decodeState(this.runtime.codec, id, thread));
          }
          const gone = segments.filter((_segment, at) => stored[at] === null);
          skipped += segments.length - (await this.prune(client, gone));
        }
        return [...found.values()];
      },
      [],
    );
  }

  /**
   * Seconds until a thread expires, with fractions down to the millisecond; `'none'` if it never does; null if there
   * is none.
   */
  async ttl(threadId: string): Promise<number | 'none' | null> {
    const { keys, call } = this.thread('ttl', threadId);
    const left = await this.executeRead(call, async (client) => client.pttl(keys.keys[0]), -2);
    return secondsLeft(left) ?? this.seeds.ttl(threadId);
  }

  /** Asks the store's server how it is; never throws. */
  async healthCheck(): Promise<AgentStoreHealth> {
    return agentStoreHealth(this.client(this.pool));
  }

  protected thread(operation: string, threadId: string): Thread {
    const keys = threadKeys(this.keys, this.tenant(), threadId);
    return { keys, call: { operation, pool: this.pool, key: keys.keys[0] } };
  }
}

/** A thread of the running call. */
export interface Thread {
  readonly keys: ThreadKeys;
  readonly call: RedisCall & { readonly pool: PoolAlias };
}
