const LONGEST_KEY_IN_A_MESSAGE = 200;

/** A key for messages and logs: control characters escaped, at most 200 characters. */
export function describeKey(key: string): string {
  const shown = key.length > LONGEST_KEY_IN_A_MESSAGE ? `${key.slice(0, LONGEST_KEY_IN_A_MESSAGE)}…` : key;
  return JSON.stringify(shown);
}

/** The kind of a value for messages, never the value itself: `string`, `null`, `array`, `Date`, `NaN`. */
export function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'object') return value.constructor?.name ?? 'object';
  return typeof value;
}

/** What stands in place of a number, for messages: numbers as they are, of anything else the kind only. */
export function describeNumber(value: unknown): string {
  return typeof value === 'number' ? String(value) : describeType(value);
}
