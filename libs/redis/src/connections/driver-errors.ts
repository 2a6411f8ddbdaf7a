/** An error that the server sent as its reply. */
export function isReplyError(error: Error): boolean {
  return error.name === 'ReplyError';
}

/**
 * First words of replies that say the server cannot work now, whatever it is asked. All others are answers: it did its
 * part. That includes NOAUTH, NOPERM and WRONGPASS (waiting does not help), OOM and MISCONF (reads still work, and at
 * `maxmemory` so must the commands that make room).
 */
const OUT_OF_ORDER_REPLIES: ReadonlySet<string> = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'READONLY',
]);

/** Whether an error reply says that the server cannot work now. */
export function isOutOfOrder(error: Error): boolean {
  return isReplyError(error) && OUT_OF_ORDER_REPLIES.has(firstWordOf(error.message));
}

/** First word of an error reply: its type. */
export function firstWordOf(message: string): string {
  const end = message.indexOf(' ');
  return end < 0 ? message : message.slice(0, end);
}

/** Commands whose arguments are secrets. */
const SECRET_COMMANDS = new Set(['auth', 'hello']);

interface FailedCommand {
  readonly name: string;
  args: unknown[];
}

/** The command ioredis attaches to the error of a reply. */
export function failedCommandOf(error: Error): FailedCommand | undefined {
  const command: unknown = Reflect.get(error, 'command');
  return isFailedCommand(command) ? command : undefined;
}

function isFailedCommand(command: unknown): command is FailedCommand {
  return typeof command === 'object' && command !== null && 'name' in command && 'args' in command;
}

/** Removes the password that ioredis attaches to a failed AUTH or HELLO: errors end up in logs. */
export function redactCommand(error: Error): void {
  const command = failedCommandOf(error);
  if (command !== undefined && SECRET_COMMANDS.has(command.name.toLowerCase())) command.args = [];
}

/** What went wrong on the last node asked, where ioredis only says that all have failed. Without secrets. */
export function rootCauseOf(error: unknown): Error {
  const given = error instanceof Error ? error : new Error(String(error));
  const nodeError: unknown = Reflect.get(given, 'lastNodeError');
  const root = nodeError instanceof Error ? nodeError : given;
  redactCommand(root);
  return root;
}
