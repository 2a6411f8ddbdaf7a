/** A replacer for `JSON.stringify`: JSON has no integers beyond 2^53, and as text they lose nothing. */
export function bigIntAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
