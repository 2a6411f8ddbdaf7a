import type { EventEmitter } from 'node:events';
import type { Command } from 'ioredis';

/** Commands that leave something on a connection which cannot be undone for certain. */
const ALTERING_COMMANDS = new Set([
  'asking',
  'auth',
  'hello',
  'himport',
  'monitor',
  'psubscribe',
  'psync',
  'quit',
  'readonly',
  'readwrite',
  'replconf',
  'reset',
  'select',
  'ssubscribe',
  'subscribe',
  'sync',
]);

/** Subcommands of CLIENT that only look, or concern other connections. All others alter this one. */
const HARMLESS_CLIENT_COMMANDS = new Set([
  'getname',
  'getredir',
  'help',
  'id',
  'info',
  'kill',
  'list',
  'pause',
  'trackinginfo',
  'unblock',
  'unpause',
]);

/**
 * What was left on a connection. `transaction`: MULTI without EXEC, ended by DISCARD. `watches`: watched keys, ended by
 * UNWATCH. `altered`: anything else, such as another database, a subscription or an event listener.
 */
export type ConnectionResidue = 'none' | 'transaction' | 'watches' | 'altered';

/**
 * Follows what the commands of a borrower do to a connection. Redis' own RESET is no help: it also logs the connection
 * out, takes its name and database, and needs Redis 6.2.
 */
export class ConnectionState {
  #isAltered = false;
  #inTransaction = false;
  #isWatching = false;
  readonly #listenersBefore: number;

  constructor(private readonly connection: Pick<EventEmitter, 'eventNames' | 'listenerCount'>) {
    this.#listenersBefore = countListeners(connection);
  }

  get residue(): ConnectionResidue {
    if (this.#isAltered || countListeners(this.connection) !== this.#listenersBefore) return 'altered';
    if (this.#inTransaction) return 'transaction';
    return this.#isWatching ? 'watches' : 'none';
  }

  /** Called with every command that is sent, whether the server will accept it or not. */
  note({ name, args }: Pick<Command, 'name' | 'args'>): void {
    const command = name.toLowerCase();
    if (command === 'watch') this.#isWatching = true;
    else if (command === 'multi') this.#inTransaction = true;
    else if (command === 'exec' || command === 'discard') this.#endTransaction();
    else if (command === 'unwatch') this.#isWatching = this.#inTransaction && this.#isWatching;
    else this.#isAltered ||= isAltering(command, args);
  }

  /** Without MULTI the server refuses EXEC and DISCARD, and the keys stay watched. */
  #endTransaction(): void {
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    this.#isWatching = false;
  }
}

function isAltering(command: string, args: Command['args']): boolean {
  const subcommand = String(args[0] ?? '').toLowerCase();
  if (command === 'client') return !HARMLESS_CLIENT_COMMANDS.has(subcommand);
  if (command === 'script') return subcommand === 'debug';
  return ALTERING_COMMANDS.has(command);
}

function countListeners(connection: Pick<EventEmitter, 'eventNames' | 'listenerCount'>): number {
  return connection.eventNames().reduce((total, event) => total + connection.listenerCount(event), 0);
}
