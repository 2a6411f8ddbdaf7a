import type { Command, Redis } from 'ioredis';

const SUBSCRIBE_COMMANDS = ['subscribe', 'psubscribe', 'ssubscribe'] as const;

type SubscribeCommand = (typeof SUBSCRIBE_COMMANDS)[number];

/** Each command, and each that undoes it: `psubscribe`, `punsubscribe`. */
const EFFECTS = new Map<string, { readonly on: SubscribeCommand; readonly adds: boolean }>(
  SUBSCRIBE_COMMANDS.flatMap((on) => [
    [on, { on, adds: true }],
    [on.replace('sub', 'unsub'), { on, adds: false }],
  ]),
);

/**
 * The subscriptions of a connection, which have to be had back after every reconnection.
 *
 * ioredis' own `autoResubscribe` forgets them if the connection is lost again before the server has confirmed, and
 * leaves the rejection of that SUBSCRIBE unhandled, which ends the process.
 */
export class Subscriptions {
  readonly #channels: Readonly<Record<SubscribeCommand, Set<string>>> = {
    subscribe: new Set(),
    psubscribe: new Set(),
    ssubscribe: new Set(),
  };

  /** What commands on their way subscribe to, less what was given up since. */
  readonly #unconfirmed: Readonly<Record<SubscribeCommand, Set<Set<string>>>> = {
    subscribe: new Set(),
    psubscribe: new Set(),
    ssubscribe: new Set(),
  };

  readonly #tracked = new WeakSet<Command>();

  /** Notes what a command subscribes to, once the server has confirmed it, or what it gives up. */
  track(command: Command): void {
    const effect = EFFECTS.get(command.name);
    // It comes again when it leaves the offline queue.
    if (effect === undefined || this.#tracked.has(command)) return;
    this.#tracked.add(command);
    const named = new Set(command.args.map(String));
    if (effect.adds) this.#add(effect.on, named, command.promise);
    else this.#remove(effect.on, named);
  }

  /** Subscribes to everything again. If the connection is lost meanwhile, the next one does it. */
  restore(connection: Redis): void {
    for (const subscribe of SUBSCRIBE_COMMANDS) {
      const channels = [...this.#channels[subscribe]];
      if (channels.length === 0) continue;
      // Sharded channels of one command have to be in one slot.
      const commands = subscribe === 'ssubscribe' ? channels.map((channel) => [channel]) : [channels];
      for (const names of commands) {
        // A refusal is reported like any other reason for not having the connection back.
        connection[subscribe](...names).catch((error: unknown) => connection.emit('error', error));
      }
    }
  }

  #add(on: SubscribeCommand, named: Set<string>, confirmation: Promise<unknown>): void {
    const unconfirmed = this.#unconfirmed[on];
    unconfirmed.add(named);
    confirmation
      .then(
        () => named.forEach((channel) => this.#channels[on].add(channel)),
        () => undefined,
      )
      .finally(() => unconfirmed.delete(named));
  }

  /** No name at all means every channel. */
  #remove(on: SubscribeCommand, named: ReadonlySet<string>): void {
    for (const channels of [this.#channels[on], ...this.#unconfirmed[on]]) {
      if (named.size === 0) channels.clear();
      else for (const channel of named) channels.delete(channel);
    }
  }
}
