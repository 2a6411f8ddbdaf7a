/** Arguments that make no sense: the message is shown with the usage of the command, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `parseArgs` of Node throws for arguments that it does not know. */
export function isParseArgsError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS_');
}
