import type { Command, Redis } from 'ioredis';
import type { ResolvedDurability } from '../../config/durability-options.js';
import { isReplyError } from '../driver-errors.js';
import { mayBlock } from '../guard/blocking-commands.js';
import { sendInternal } from '../guard/internal-command.js';
import { ReplicationTimeoutError } from './durability.errors.js';
import { needsConfirmation } from './writing-commands.js';

type Resolve = Command['resolve'];

/** How commands were resolved before their replies were held back: a command may be written to another node anew. */
const resolvers = new WeakMap<Command, Resolve>();

/**
 * Holds back the replies of a connection's writes until enough replicas have them. WAIT asks about the writes of its own
 * connection, so it follows them there: one for all that were written in a turn of the event loop.
 */
export class WriteConfirmations {
  #confirmation: Promise<number> | undefined;
  #ask: (() => void) | undefined;
  #isInTransaction = false;

  constructor(
    private readonly connection: Redis,
    private readonly pool: string,
    private readonly durability: ResolvedDurability,
  ) {
    connection.on('close', () => {
      this.#isInTransaction = false;
    });
  }

  /** A command is about to be sent. In a transaction WAIT would be queued, and add a reply to those of EXEC. */
  sending({ name }: Command): void {
    if (name === 'multi') this.#ask?.();
  }

  /** A command was sent, or waits for the connection. */
  sent(command: Command): void {
    // One that was not written comes again.
    if (this.connection.commandQueue.peekBack()?.command !== command) return;
    if (command.name === 'multi') this.#isInTransaction = true;
    if (command.name === 'exec' || command.name === 'discard') this.#isInTransaction = false;
    if (!this.#isInTransaction && needsConfirmation(command)) this.#holdBack(command);
  }

  #holdBack(command: Command): void {
    // What blocks would keep WAIT from its answer, and may write nothing: it is asked about afterwards.
    const written = mayBlock(command) ? undefined : this.#confirmed();
    const resolve = resolvers.get(command) ?? command.resolve;
    resolvers.set(command, resolve);
    command.resolve = (reply) => {
      void this.#settle(command, written ?? this.#confirmed(), () => resolve.call(command, reply));
    };
  }

  async #settle(command: Command, confirmed: Promise<number>, acknowledge: () => void): Promise<void> {
    let answer: number | Error;
    try {
      answer = await confirmed;
    } catch (error) {
      answer = error instanceof Error ? error : new Error(String(error));
    }
    if (typeof answer === 'number' && answer >= this.durability.replicas) acknowledge();
    else if (typeof answer === 'number' || isReplyError(answer))
      command.reject(this.#unconfirmed(command, answer));
    // Of a lost connection nobody knows what became of its writes.
    else command.reject(answer);
  }

  /** How many replicas have what was written up to the end of this turn. */
  #confirmed(): Promise<number> {
    this.#confirmation ??= new Promise((resolve) => {
      const ask = (): void => {
        if (this.#ask !== ask) return;
        this.#ask = undefined;
        this.#confirmation = undefined;
        resolve(this.#wait());
      };
      this.#ask = ask;
      process.nextTick(ask);
    });
    // Of writes that failed themselves nobody asks.
    this.#confirmation.catch(() => undefined);
    return this.#confirmation;
  }

  async #wait(): Promise<number> {
    const { replicas, timeoutMs } = this.durability;
    return Number(await sendInternal(this.connection, 'wait', [String(replicas), String(timeoutMs)]));
  }

  #unconfirmed(command: Command, confirmed: number | Error): ReplicationTimeoutError {
    return new ReplicationTimeoutError(this.pool, command.name, this.durability, confirmed);
  }
}
