const SNAKE_CASE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

/** `command_timeout_ms` as `commandTimeoutMs`; undefined if the text is not in snake case. */
export function camelCaseOf(text: string): string | undefined {
  if (!SNAKE_CASE.test(text)) return undefined;
  return text.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `commandTimeoutMs` as `command_timeout_ms`. */
export function snakeCaseOf(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
