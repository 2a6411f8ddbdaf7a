import { secondsLeft, TenantRepository, type TenantScope } from '@tenantry/redis';
import type { ResolvedAgentOptions } from '../resolve-agent-options.js';
import type { AgentState } from './agent-state.js';
import { readSeedDocument } from './seed-document.js';

type Options = NonNullable<ResolvedAgentOptions['seedDocuments']>;
type Call = { readonly operation: string; readonly pool: Options['pool']; readonly key: string };

/**
 * The threads that the Python service keeps, one JSON document each, for the one tenant that they belong to. They are
 * read and removed here, never written.
 */
export class SeedDocuments extends TenantRepository {
  readonly #options: Options | undefined;

  constructor(scope: TenantScope, options: Options | undefined) {
    super(scope);
    this.#options = options;
  }

  /** Whether the tenant of the call has such threads. @throws MissingTenantError | TenantMismatchError */
  get apply(): boolean {
    return this.#options !== undefined && this.tenant() === this.#options.tenant;
  }

  /** The state in a document; null if there is none. */
  async read(threadId: string): Promise<AgentState | null> {
    const call = this.#call('get', threadId);
    if (call === undefined) return null;
    const { codec } = this.runtime;
    return this.executeRead(
      call,
      async (client) => readSeedDocument(client, call.key, threadId, codec),
      null,
    );
  }

  /** Whether there is a document. */
  async exists(threadId: string): Promise<boolean> {
    const call = this.#call('exists', threadId);
    if (call === undefined) return false;
    return (await this.executeRead(call, async (client) => client.exists(call.key), 0)) === 1;
  }

  /** As `ttl` of repositories. */
  async ttl(threadId: string): Promise<number | 'none' | null> {
    const call = this.#call('ttl', threadId);
    if (call === undefined) return null;
    return secondsLeft(await this.executeRead(call, async (client) => client.pttl(call.key), -2));
  }

  /** Removes a document. @returns true if there was one */
  async delete(threadId: string): Promise<boolean> {
    const call = this.#call('delete', threadId);
    if (call === undefined) return false;
    return (await this.execute(call, async (client) => client.unlink(call.key))) === 1;
  }

  #call(operation: string, threadId: string): Call | undefined {
    if (this.#options === undefined || !this.apply) return undefined;
    const { pool, keyPrefix } = this.#options;
    return { operation, pool, key: `${keyPrefix}:${threadId}` };
  }
}
