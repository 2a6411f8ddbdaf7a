import { Redis, type ChainableCommander, type Command, type RedisOptions } from 'ioredis';
import { CommandGate } from './command-gate.js';
import type { CommandGuard } from './command-guard.js';
import { failedCommandOf } from './driver-errors.js';
import { confirmWrites } from './durability/confirm-writes.js';
import { noteWhenSent, tellOfCalls } from './guard/explicit-pipelines.js';
import { keepUnsent } from './guard/keep-unsent.js';
import { Subscriptions } from './subscriptions.js';
import { WriteCoalescing } from './write-coalescing.js';

/** Where ioredis writes a command to: absent except for pipelines. */
type CommandStream = Parameters<Redis['sendCommand']>[1];

/** Options of ioredis; replies have the shape they have always had. */
export type GuardedRedisOptions = RedisOptions & {
  replyMapping?: 'legacy';
  /** Whether commands of one turn of the event loop are written together. @default false */
  coalesceWrites?: boolean;
};

declare const plainRedis: Redis;

/** ioredis does not export the type its `duplicate` returns. */
type Duplicate<Override extends Partial<RedisOptions> | undefined> = ReturnType<
  typeof plainRedis.duplicate<Override>
>;

/**
 * The client of one server: an ioredis `Redis` whose every command passes the pool's guard, those of pipelines,
 * transactions and scripts included.
 */
export class GuardedRedis extends Redis {
  /** Whether the server takes scripts that begin with `#!lua`: Redis 7 and later. */
  scriptShebang = true;
  readonly #gate: CommandGate;
  readonly #subscriptions = new Subscriptions();
  readonly #writes: WriteCoalescing | undefined;
  /** Whether the last attempt to connect succeeded. */
  #wasReady = false;

  constructor(options: GuardedRedisOptions, guard: CommandGuard) {
    super({ ...options, autoResubscribe: false });
    this.#gate = new CommandGate(guard);
    this.#writes = options.coalesceWrites === true ? new WriteCoalescing(this) : undefined;
    guard.count(this);
    keepUnsent(this, () => this.#wasReady);
    confirmWrites(this, guard);
    this.on('ready', () => {
      this.#wasReady = true;
      this.#subscriptions.restore(this);
      this.#gate.resend((command) => super.sendCommand(command));
    });
    this.on('close', () => {
      if (!this.#wasReady) this.#gate.parked.abandon();
      this.#wasReady = false;
    });
    this.on('end', () => this.#gate.parked.abandon());
    // A server without this database: ioredis would go on in database 0, among other pools' data.
    this.on('error', (error) => {
      if (failedCommandOf(error)?.name === 'select') this.disconnect(true);
    });
  }

  /** Alias of the pool the client belongs to. */
  get poolAlias(): string {
    return this.#gate.guard.poolAlias;
  }

  /** A connection of your own to the same server, guarded too. Close it yourself. */
  override duplicate<Override extends Partial<RedisOptions> | undefined = undefined>(
    override?: Override,
  ): Duplicate<Override> {
    const guard = this.#gate.guard.forDedicatedConnection();
    // Untyped, because no class can meet the conditional type that ioredis declares.
    const copy = Reflect.construct(GuardedRedis, [{ ...this.options, ...override }, guard]);
    copy.scriptShebang = this.scriptShebang;
    this.emit('duplicate', copy);
    return copy;
  }

  /** Commands that are sent together, not atomically. */
  override pipeline(commands?: unknown[][]): ChainableCommander {
    return tellOfCalls(noteWhenSent(super.pipeline(commands)), this.#gate.guard);
  }

  /** @internal every command comes through here, and again when it leaves the offline queue */
  override sendCommand(command: Command, stream?: CommandStream): unknown {
    if (!this.#gate.enter(command, stream !== undefined, this.status === 'ready')) return command.promise;
    this.#subscriptions.track(command);
    this.#writes?.sending();
    return super.sendCommand(command, stream);
  }
}
