/** A moment: when what runs now was first asked for it. */
export interface Turn {
  /** Like `performance.now()`. */
  readonly ms: number;
}

/**
 * The moment of this turn of the event loop. Commands that are sent together share it, and so do replies that arrive
 * together: reading the clock for each would be a good part of what the guard costs (measured: 50 of 90 ns).
 */
export function currentTurn(): Turn {
  if (current !== undefined) return current;
  current = { ms: performance.now() };
  // Not setImmediate: it would keep the event loop from waiting, which costs a lone caller a system call per command.
  process.nextTick(endTurn);
  return current;
}

let current: Turn | undefined;

function endTurn(): void {
  current = undefined;
}
