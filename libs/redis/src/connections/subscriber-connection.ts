import type { Command, Redis } from 'ioredis';
import type { CommandGuard } from './command-guard.js';
import { GuardedRedis, type GuardedRedisOptions } from './guarded-redis.js';

type CommandStream = Parameters<Redis['sendCommand']>[1];

const SUBSCRIBE_COMMANDS = ['subscribe', 'psubscribe', 'ssubscribe'] as const;

type SubscribeCommand = (typeof SUBSCRIBE_COMMANDS)[number];

/**
 * A connection for SUBSCRIBE that has its subscriptions back after every reconnection.
 *
 * ioredis' own `autoResubscribe` forgets them if the connection is lost again before the server has confirmed, and
 * leaves the rejection of that SUBSCRIBE unhandled, which ends the process.
 */
export class SubscriberConnection extends GuardedRedis {
  readonly #channels: Readonly<Record<SubscribeCommand, Set<string>>> = {
    subscribe: new Set(),
    psubscribe: new Set(),
    ssubscribe: new Set(),
  };

  readonly #tracked = new WeakSet<Command>();

  constructor(options: GuardedRedisOptions, guard: CommandGuard) {
    super({ ...options, autoResubscribe: false, enableAutoPipelining: false }, guard);
    this.on('ready', () => this.#resubscribe());
  }

  /** @internal every command comes through here, and again when it leaves the offline queue */
  override sendCommand(command: Command, stream?: CommandStream): unknown {
    if (!this.#tracked.has(command)) {
      this.#tracked.add(command);
      this.#track(command);
    }
    return super.sendCommand(command, stream);
  }

  #track({ name, args, promise }: Command): void {
    for (const subscribe of SUBSCRIBE_COMMANDS) {
      const channels = this.#channels[subscribe];
      const named = args.map(String);
      if (name === subscribe) {
        promise.then(
          () => named.forEach((channel) => channels.add(channel)),
          () => undefined,
        );
      } else if (name === subscribe.replace('sub', 'unsub')) {
        (named.length > 0 ? named : [...channels]).forEach((channel) => channels.delete(channel));
      }
    }
  }

  #resubscribe(): void {
    for (const subscribe of SUBSCRIBE_COMMANDS) {
      const channels = [...this.#channels[subscribe]];
      if (channels.length === 0) continue;
      // Lost again: the next connection tries again. Refused: say so, as for any other failure to connect.
      this[subscribe](...channels).catch((error: unknown) => this.emit('error', error));
    }
  }
}
