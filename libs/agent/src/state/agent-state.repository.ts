import {
  describeType,
  InvalidArgumentError,
  secondsLeft,
  ttlArguments,
  type TenantScope,
} from '@tenantry/redis';
import type { ResolvedAgentOptions } from '../resolve-agent-options.js';
import { threadDelete, type ThreadRemoval } from '../scripts/thread-delete.script.js';
import { threadExtend } from '../scripts/thread-extend.script.js';
import { threadWrite, type ThreadOutcome, type ThreadWrite } from '../scripts/thread-write.script.js';
import type { AgentMessage } from './agent-message.js';
import {
  AgentStateConflictError,
  AgentStateExistsError,
  AgentStateNotFoundError,
} from './agent-state.errors.js';
import type {
  AddMessagesOptions,
  SetStateOptions,
  ThreadWriteOptions,
  VersionCondition,
} from './agent-state.options.js';
import type { AgentStateData, AgentStateFields, WrittenThread } from './agent-state.js';
import { encodeMessages } from './message-codec.js';
import { encodeStateFields, encodeWholeState } from './state-codec.js';
import { ThreadReadingRepository, type Thread } from './thread-reading.repository.js';
import { expectedVersion } from './version-condition.js';

/** What a write is, apart from the thread it is of. */
type Change = Omit<ThreadWrite, 'times'>;

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
    const change = this.#whole(data, { existing: 'refuse', missing: 'create', dropMessages: false });
    const thread = this.thread('create', threadId);
    if (await this.seeds.exists(threadId)) throw new AgentStateExistsError(threadId);
    return this.#written(threadId, await this.#run(thread, options, change), {});
  }

  /**
   * Replaces a thread as a whole, fields and messages, or creates it. To replace it only if nobody else has changed it
   * since it was read, give `ifVersion: state.version`.
   * @throws AgentStateNotFoundError with `mustExist`
   */
  async set(threadId: string, data: AgentStateData, options: SetStateOptions = {}): Promise<WrittenThread> {
    return this.#write('set', threadId, options, () =>
      this.#whole(data, {
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
    return this.#write('update', threadId, options, () => this.#fields(fields));
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
    return this.#write('addMessages', threadId, options, () => ({
      ...this.#fields({}),
      missing: options.createIfMissing === true ? 'create' : 'refuse',
      messages: encodeMessages(this.runtime.codec, messages),
    }));
  }

  /** Removes the messages; the fields stay. @throws AgentStateNotFoundError */
  async clearMessages(threadId: string, options: ThreadWriteOptions = {}): Promise<WrittenThread> {
    return this.#write('clearMessages', threadId, options, () => ({
      ...this.#fields({}),
      dropMessages: true,
    }));
  }

  /** Replaces the context. @throws AgentStateNotFoundError */
  async setContext(
    threadId: string,
    context: unknown,
    options: ThreadWriteOptions = {},
  ): Promise<WrittenThread> {
    return this.#write('setContext', threadId, options, () => this.#fields({ context: context ?? null }));
  }

  /** Says whether the conversation concerns the agent. @throws AgentStateNotFoundError */
  async setRelevance(
    threadId: string,
    isRelevant: boolean | null,
    options: ThreadWriteOptions = {},
  ): Promise<WrittenThread> {
    return this.#write('setRelevance', threadId, options, () => this.#fields({ isRelevant }));
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

  #fields(fields: AgentStateFields): Change {
    return {
      existing: 'change',
      missing: 'refuse',
      dropMessages: false,
      fields: encodeStateFields(this.runtime.codec, fields),
      messages: [],
    };
  }

  #whole(data: AgentStateData, how: Pick<Change, 'existing' | 'missing' | 'dropMessages'>): Change {
    const { codec } = this.runtime;
    const keepsMessages = how.existing === 'replace' && !how.dropMessages;
    return {
      ...how,
      fields: encodeWholeState(codec, data),
      messages: keepsMessages ? [] : encodeMessages(codec, messagesOf(data)),
    };
  }

  async #write(
    operation: string,
    threadId: string,
    options: ThreadWriteOptions,
    changeOf: () => Change,
  ): Promise<WrittenThread> {
    const thread = this.thread(operation, threadId);
    const change = changeOf();
    // What the Python service has written comes first: a thread of its own must not be begun anew.
    const first = this.seeds.apply ? { ...change, missing: 'refuse' as const } : change;
    let outcome = await this.#run(thread, options, first);
    if (this.seeds.apply && isNotThere(outcome)) {
      await this.#importSeed(threadId);
      outcome = await this.#run(thread, options, change);
    }
    return this.#written(threadId, outcome, options);
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

  #written(threadId: string, outcome: ThreadOutcome, { ifVersion }: VersionCondition): WrittenThread {
    switch (outcome.outcome) {
      case 'written':
        return {
          threadId,
          version: outcome.version,
          createdAt: new Date(outcome.createdAt),
          updatedAt: new Date(outcome.updatedAt),
          messageCount: outcome.messages,
        };
      case 'conflict':
        throw new AgentStateConflictError(threadId, ifVersion ?? 0, outcome.version);
      case 'exists':
        throw new AgentStateExistsError(threadId);
      default:
        throw new AgentStateNotFoundError(threadId);
    }
  }

  /** Copies a document of the Python service; one that is here already stays. @returns false if there is none */
  async #importSeed(threadId: string): Promise<boolean> {
    const state = await this.seeds.read(threadId);
    if (state === null) return false;
    await this.#run(
      this.thread('import', threadId),
      {},
      {
        ...this.#whole(state, { existing: 'refuse', missing: 'create', dropMessages: false }),
        times: { createdAt: state.createdAt.getTime(), updatedAt: state.updatedAt.getTime() },
      },
    );
    return true;
  }
}

function isNotThere(outcome: ThreadOutcome): boolean {
  return outcome.outcome === 'missing' || isConflictWithNone(outcome);
}

function isConflictWithNone(outcome: ThreadOutcome | ThreadRemoval): boolean {
  return outcome.outcome === 'conflict' && outcome.version === 0;
}

/** The messages of a whole state. @throws InvalidArgumentError for a state that was read without all of them */
function messagesOf({ messages = [], omittedMessages = 0 }: AgentStateData): readonly AgentMessage[] {
  if (omittedMessages === 0) return messages;
  throw new InvalidArgumentError(
    'omittedMessages',
    '0, because the messages that were not read would be lost: read the state with all its messages, or give keepMessages',
    typeof omittedMessages === 'number' ? String(omittedMessages) : describeType(omittedMessages),
  );
}
