import { secondsLeft, ttlArguments, type TenantScope, type ValueCodec } from '@tenantry/redis';
import type { ResolvedAgentOptions } from '../resolve-agent-options.js';
import { threadDelete, type ThreadRemoval } from '../scripts/thread-delete.script.js';
import { threadExtend } from '../scripts/thread-extend.script.js';
import { threadWrite, type ThreadOutcome, type ThreadWrite } from '../scripts/thread-write.script.js';
import type { AgentMessage } from './agent-message.js';
import { AgentStateConflictError, AgentStateExistsError } from './agent-state.errors.js';
import type {
  AddMessagesOptions,
  SetStateOptions,
  ThreadWriteOptions,
  VersionCondition,
} from './agent-state.options.js';
import type { AgentStateData, AgentStateFields, WrittenThread } from './agent-state.js';
import { encodeMessages } from './message-codec.js';
import { fieldsChange, wholeChange, type StateChange } from './state-change.js';
import { foundNoThread, isConflictWithNone, writtenThread } from './thread-outcome.js';
import { ThreadReadingRepository, type Thread } from './thread-reading.repository.js';
import { expectedVersion } from './version-condition.js';

/**
 * What agents know of their conversations: the tenant's threads, each a state with its messages. A thread is a hash
 * `<tenant>:thread:<id>` and a list `<tenant>:thread:<id>:messages`; an append costs the same however long the thread
 * is. Every write is one step, has an optional condition on the version, and renews the expiry (30 days).
 * ```ts
 * await states.create('t1', { context: { topic: 'billing' } });
 * await states.addMessage('t1', { type: 'human', content: 'Hello' });
 * const state = await states.get('t1', { messages: 20 });
 * await states.setContext('t1', { topic: 'refund' }, { ifVersion: state.version });
 * ```
 * All methods with an id throw `MissingTenantError`, `InvalidKeyPartError` (the id), `WrongTypeError`,
 * `CommandRefusedError` and the errors of an unreachable pool; every write also `InvalidArgumentError`,
 * `UnsupportedValueError` and, with `ifVersion`, `AgentStateConflictError`.
 */
export class AgentStateRepository extends ThreadReadingRepository {
  readonly #options: ResolvedAgentOptions;

  constructor(scope: TenantScope, options: ResolvedAgentOptions) {
    super(scope, options);
    this.#options = options;
  }

  /** Creates a thread. @throws AgentStateExistsError */
  async create(
    threadId: string,
    data: AgentStateData = {},
    options: Omit<ThreadWriteOptions, keyof VersionCondition> = {},
  ): Promise<WrittenThread> {
    const how = { existing: 'refuse', missing: 'create', dropMessages: false } as const;
    const change = wholeChange(this.runtime.codec, data, how);
    const thread = this.thread('create', threadId);
    if (await this.seeds.exists(threadId)) throw new AgentStateExistsError(threadId);
    return writtenThread(threadId, await this.#run(thread, options, change), {});
  }

  /**
   * Replaces a thread as a whole, fields and messages, or creates it. To replace it only if nobody else has changed it
   * since it was read, give `ifVersion: state.version`.
   * @throws AgentStateNotFoundError with `mustExist`
   */
  async set(threadId: string, data: AgentStateData, options: SetStateOptions = {}): Promise<WrittenThread> {
    return this.#write('set', threadId, options, (codec) =>
      wholeChange(codec, data, {
        existing: 'replace',
        missing: options.mustExist === true ? 'refuse' : 'create',
        dropMessages: options.keepMessages !== true,
      }),
    );
  }

  /** Writes the named fields; the others and the messages stay. @throws AgentStateNotFoundError */
  async update(
    threadId: string,
    fields: AgentStateFields,
    options: ThreadWriteOptions = {},
  ): Promise<WrittenThread> {
    return this.#write('update', threadId, options, (codec) => fieldsChange(codec, fields));
  }

  /** Removes a thread with its messages. @returns true if there was one */
  async delete(threadId: string, options: VersionCondition = {}): Promise<boolean> {
    const expected = expectedVersion(options);
    const { keys, call } = this.thread('delete', threadId);
    const remove = async (): Promise<ThreadRemoval> =>
      this.execute(call, async (client) => threadDelete(client, keys, expected));
    let removal = await remove();
    if (isConflictWithNone(removal) && (await this.#importSeed(threadId))) removal = await remove();
    if (removal.outcome === 'conflict') {
      throw new AgentStateConflictError(threadId, Number(expected.version), removal.version);
    }
    // Otherwise the document would show again what was deleted here.
    const hadDocument = await this.seeds.delete(threadId);
    return removal.outcome === 'deleted' || hadDocument;
  }

  /** Appends a message. @throws AgentStateNotFoundError unless `createIfMissing` */
  async addMessage(
    threadId: string,
    message: AgentMessage,
    options: AddMessagesOptions = {},
  ): Promise<WrittenThread> {
    return this.addMessages(threadId, [message], options);
  }

  /**
   * Appends messages, all or none, with nobody else's in between.
   * @throws AgentStateNotFoundError unless `createIfMissing`
   */
  async addMessages(
    threadId: string,
    messages: readonly AgentMessage[],
    options: AddMessagesOptions = {},
  ): Promise<WrittenThread> {
    return this.#write('addMessages', threadId, options, (codec) => ({
      ...fieldsChange(codec, {}),
      missing: options.createIfMissing === true ? 'create' : 'refuse',
      messages: encodeMessages(codec, messages),
    }));
  }

  /** Removes the messages; the fields stay. @throws AgentStateNotFoundError */
  async clearMessages(threadId: string, options: ThreadWriteOptions = {}): Promise<WrittenThread> {
    return this.#write('clearMessages', threadId, options, (codec) => ({
      ...fieldsChange(codec, {}),
      dropMessages: true,
    }));
  }

  /** Replaces the context. @throws AgentStateNotFoundError */
  async setContext(
    threadId: string,
    context: unknown,
    options: ThreadWriteOptions = {},
  ): Promise<WrittenThread> {
    return this.#write('setContext', threadId, options, (codec) =>
      fieldsChange(codec, { context: context ?? null }),
    );
  }

  /** Says whether the conversation concerns the agent. @throws AgentStateNotFoundError */
  async setRelevance(
    threadId: string,
    isRelevant: boolean | null,
    options: ThreadWriteOptions = {},
  ): Promise<WrittenThread> {
    return this.#write('setRelevance', threadId, options, (codec) => fieldsChange(codec, { isRelevant }));
  }

  /**
   * Lets a thread live at least `ttlSeconds` from now; a longer expiry stays. Its version stays too.
   * @param ttlSeconds @default the store's `ttlSeconds`
   * @returns the seconds until it expires then, `'none'` for never; null if there is none
   */
  async extendTtl(threadId: string, ttlSeconds?: number): Promise<number | 'none' | null> {
    const [, milliseconds] = ttlArguments(ttlSeconds, this.#options.ttlSeconds);
    const { keys, call } = this.thread('extendTtl', threadId);
    const extend = async (): Promise<number> =>
      this.execute(call, async (client) => threadExtend(client, keys, ['renew', milliseconds]));
    const left = await extend();
    if (left !== -2 || !(await this.#importSeed(threadId))) return secondsLeft(left);
    return secondsLeft(await extend());
  }

  async #write(
    operation: string,
    threadId: string,
    options: ThreadWriteOptions,
    changeOf: (codec: ValueCodec) => StateChange,
  ): Promise<WrittenThread> {
    const thread = this.thread(operation, threadId);
    const change = changeOf(this.runtime.codec);
    // What the Python service has written comes first: a thread of its own must not be begun anew.
    const first = this.seeds.apply ? { ...change, missing: 'refuse' as const } : change;
    let outcome = await this.#run(thread, options, first);
    if (this.seeds.apply && foundNoThread(outcome)) {
      await this.#importSeed(threadId);
      outcome = await this.#run(thread, options, change);
    }
    return writtenThread(threadId, outcome, options);
  }

  async #run(
    { keys, call }: Thread,
    options: ThreadWriteOptions,
    write: ThreadWrite,
  ): Promise<ThreadOutcome> {
    const ttl = ttlArguments(options.ttlSeconds, this.#options.ttlSeconds);
    const expected = expectedVersion(options);
    return this.execute(call, async (client) => threadWrite(client, keys, ttl, expected, write));
  }

  /** Copies a document of the Python service; one that is here already stays. @returns false if there is none */
  async #importSeed(threadId: string): Promise<boolean> {
    const state = await this.seeds.read(threadId);
    if (state === null) return false;
    const how = { existing: 'refuse', missing: 'create', dropMessages: false } as const;
    const times = { createdAt: state.createdAt.getTime(), updatedAt: state.updatedAt.getTime() };
    const write = { ...wholeChange(this.runtime.codec, state, how), times };
    await this.#run(this.thread('import', threadId), {}, write);
    return true;
  }
}
