/** Async contexts that commands were called in, as far as somebody wants them back. */
const contexts = new WeakMap<object, unknown>();

/** Keeps the context of whoever calls a command: only the first time, for ioredis may send it again in another one. */
export function keepCallerContext(command: object, capture: () => unknown): void {
  if (!contexts.has(command)) contexts.set(command, capture());
}

/** What was kept; undefined if nothing was. */
export function callerContextOf(command: object): unknown {
  return contexts.get(command);
}
