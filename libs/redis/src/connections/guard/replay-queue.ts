import type { GuardedCommand } from '../command-guard.js';

interface Parked<C> {
  readonly command: C;
  /** Why it is here: what it is rejected with if it cannot be sent again. */
  readonly error: Error;
}

/**
 * Commands that lost their connection and wait to be sent once more. Their own time limits go on: what has run out of
 * time meanwhile was rejected and is forgotten. They wait for one attempt to reconnect and no longer, as commands do
 * that were not sent yet.
 */
export class ReplayQueue<C extends Pick<GuardedCommand, 'isSettled' | 'reject'>> {
  #parked: Parked<C>[] = [];

  get size(): number {
    return this.#parked.length;
  }

  park(command: C, error: Error): void {
    this.#parked.push({ command, error });
  }

  /** Sends those that can be sent now; the others go on waiting. */
  flush(send: (command: C) => void, isReachable: (command: C) => boolean = () => true): void {
    if (this.#parked.length === 0) return;
    const waiting = this.#parked.filter(({ command }) => !command.isSettled);
    this.#parked = [];
    for (const parked of waiting) {
      if (isReachable(parked.command)) send(parked.command);
      else this.#parked.push(parked);
    }
  }

  /** Gives up those that the condition names: each fails with the error that brought it here. */
  abandon(isHopeless: (command: C) => boolean = () => true): void {
    if (this.#parked.length === 0) return;
    const parked = this.#parked;
    this.#parked = [];
    for (const each of parked) {
      if (!isHopeless(each.command)) this.#parked.push(each);
      else if (!each.command.isSettled) each.command.reject(each.error);
    }
  }
}
