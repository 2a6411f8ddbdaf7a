import { describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { PoolAlias } from '../common/pool-alias.js';
import { CrossSlotError } from '../connections/batch.errors.js';
import type { PoolClients, RedisClient } from '../connections/pool-clients.js';
import { translateError } from '../connections/translate-reply.js';
import { keyArgument } from './operation-arguments.js';
import type { OperationOptions, ReplyOptions } from './operation-options.js';
import { sendRawCommand } from './raw-command.js';
import type { RedisKey } from './redis-value.js';

/** What an operation sends, and what its errors say. */
export interface Operation {
  /** Name of the method. */
  readonly name: string;
  /** Name of the Redis command, where it is another one. */
  readonly command?: string;
  readonly key: RedisKey;
  /** Further keys. */
  readonly keys?: readonly RedisKey[];
  readonly field?: RedisKey;
  /** What follows the keys. */
  readonly args?: readonly (RedisKey | number)[];
}

/** What every operation has in common: it finds the pool's client and turns what Redis answers into typed errors. */
export abstract class BaseOperations {
  readonly #pools: PoolClients;

  constructor(pools: PoolClients) {
    this.#pools = pools;
  }

  /** Sends one command and makes the answer of its reply. */
  protected async send<T>(
    operation: Operation,
    options: OperationOptions | ReplyOptions | undefined,
    answerOf: (reply: unknown) => T,
  ): Promise<T> {
    const { name, command = name, key, keys = [], args = [] } = operation;
    const as = replyKind(options);
    return this.execute(operation, options, async (client) =>
      answerOf(await sendRawCommand(client, { name: command, keys: [key, ...keys], args, as })),
    );
  }

  /** Runs whatever needs the pool's client. */
  protected async execute<T>(
    operation: Pick<Operation, 'name' | 'key' | 'field'>,
    options: OperationOptions | undefined,
    command: (client: RedisClient) => Promise<T>,
  ): Promise<T> {
    keyArgument(operation.key);
    const pool = poolOf(options);
    try {
      return await command(this.client(pool));
    } catch (error) {
      throw typedError(error, pool, operation);
    }
  }

  /** @throws UnknownPoolError */
  protected client(pool: PoolAlias): RedisClient {
    return this.#pools.client(pool);
  }
}

/** Pool of a call. */
export function poolOf(options: OperationOptions | undefined): PoolAlias {
  return options?.alias ?? 'default';
}

/** How a read wants its answer. @throws InvalidArgumentError */
export function replyKind(options: OperationOptions | ReplyOptions | undefined): 'text' | 'buffer' {
  const as: unknown = options !== undefined && 'as' in options ? options.as : undefined;
  if (as === undefined || as === 'text') return 'text';
  if (as === 'buffer') return 'buffer';
  throw new InvalidArgumentError(
    'as',
    "'text' or 'buffer'",
    typeof as === 'string' ? 'another text' : describeType(as),
  );
}

/** The error a caller gets: replies of the server by their kind, everything else as it is. */
export function typedError(
  error: unknown,
  pool: PoolAlias,
  { name, key, field }: Pick<Operation, 'name' | 'key' | 'field'>,
): unknown {
  if (error instanceof Error && error.message.startsWith('CROSSSLOT')) {
    // A copy: the original carries the command's arguments, and so values that are to be stored.
    return new CrossSlotError(pool, new Error(error.message));
  }
  return translateError(error, {
    operation: name,
    pool,
    key: String(key),
    field: field === undefined ? undefined : String(field),
  });
}
