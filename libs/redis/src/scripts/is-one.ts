/** For scripts and commands that answer yes or no as 1 or 0. */
export function isOne(reply: unknown): boolean {
  return reply === 1;
}
