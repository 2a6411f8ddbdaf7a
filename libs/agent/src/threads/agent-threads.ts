import {
  describeType,
  FieldTypeError,
  InvalidArgumentError,
  type TenantScope,
  type ValueCodec,
  type WriteOptions,
} from '@tenantry/redis';
import type { ThreadChange } from '../scripts/agent-threads-change.script.js';
import { isObject } from '../state/is-object.js';
import { UserThreadsRepository } from './user-threads.repository.js';

/** Field of the user's hash, which the Python service reads and writes too. */
const FIELD = 'agent_threads';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** The thread that an agent talks in; by recipient, where it talks to other agents. */
export type AgencyThread = string | Readonly<Record<string, string>>;

/** Thread ids of a user's agency, by the name of the agent: `{ main_thread: 't1', CEO: { Developer: 't2' } }`. */
export type AgencyThreads = Readonly<Record<string, AgencyThread>>;

/**
 * The threads that a user's agency talks in: one JSON object in the field `agent_threads` of the user's record, as the
 * Python service has it. Agents that save at the same time do not lose each other's threads.
 * ```ts
 * await agentThreads.save('u1', { main_thread: 't1', CEO: { Developer: 't2' } });
 * await agentThreads.load('u1');
 * ```
 * All methods throw `MissingTenantError`, `InvalidKeyPartError` (the user's id), `WrongTypeError`,
 * `CommandRefusedError` and the errors of an unreachable pool.
 */
export class AgentThreads {
  readonly #users: UserThreadsRepository;
  readonly #codec: ValueCodec;

  constructor(scope: TenantScope) {
    this.#users = new UserThreadsRepository(scope);
    this.#codec = scope.runtime.codec;
  }

  /** The threads as they are stored; `{}` for a user without any. @throws FieldTypeError if the field is no object */
  async load(userId: string): Promise<AgencyThreads> {
    const value = await this.#users.getField(userId, FIELD);
    if (value === null) return {};
    if (isThreads(value)) return value;
    throw new FieldTypeError(
      { operation: 'load', pool: 'user', key: userId, field: FIELD },
      'an object of thread ids',
    );
  }

  /**
   * Saves the named threads; those of other agents, and of the same agent with others, stay. Renews the user's expiry
   * like every write.
   * @throws InvalidArgumentError | FieldTypeError
   */
  async save(userId: string, threads: AgencyThreads, options: WriteOptions = {}): Promise<void> {
    if (!isThreads(threads)) {
      throw new InvalidArgumentError('threads', 'an object of thread ids', describeType(threads));
    }
    const changes = Object.entries(threads).flatMap(([agent, thread]) => this.#changes(agent, thread));
    await this.#users.changeThreads('save', userId, FIELD, changes, options);
  }

  /**
   * Removes the threads of the named agents, or all. The user's expiry stays.
   * @returns true if there were any
   */
  async delete(userId: string, agents?: readonly string[]): Promise<boolean> {
    if (agents === undefined) return this.#users.deleteField(userId, FIELD);
    const changes = agents.map((agent): ThreadChange => [this.#json(agent), '', '']);
    return this.#users.changeThreads('delete', userId, FIELD, changes, { ttlSeconds: 'keep' });
  }

  #changes(agent: string, thread: AgencyThread): ThreadChange[] {
    const name = this.#json(agent);
    if (typeof thread === 'string') return [[name, '', this.#json(thread)]];
    if (!isThreads(thread)) {
      throw new InvalidArgumentError('threads', 'thread ids, or objects of them', describeType(thread));
    }
    return Object.entries(thread).map(([recipient, id]): ThreadChange => {
      if (typeof id === 'string') return [name, this.#json(recipient), this.#json(id)];
      throw new InvalidArgumentError('threads', 'thread ids', describeType(id));
    });
  }

  /** @throws InvalidArgumentError for half of a surrogate pair, which the script could not read again */
  #json(text: string): string {
    if (LONE_SURROGATE.test(text)) {
      throw new InvalidArgumentError('threads', 'valid text', 'half of a surrogate pair');
    }
    return this.#codec.encode([text], FIELD).slice(1, -1);
  }
}

function isThreads(value: unknown): value is AgencyThreads {
  return isObject(value);
}
