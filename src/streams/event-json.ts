/** JSON has no integers beyond 2^53; as text they lose nothing. */
export function toEventJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
}
