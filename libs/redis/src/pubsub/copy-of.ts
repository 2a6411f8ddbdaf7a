/** A deep copy of what a codec decodes: arrays, plain objects and primitives, nested no deeper than it reads. */
export function copyOf<T extends object>(value: T): T {
  return (Array.isArray(value) ? copyOfArray(value) : copyOfObject(value)) as T;
}

function copyOfArray(items: readonly unknown[]): unknown[] {
  const copy = items.slice();
  for (let index = 0; index < copy.length; index += 1) {
    const item = copy[index];
    if (typeof item === 'object' && item !== null) copy[index] = copyOf(item);
  }
  return copy;
}

/** Own properties only, so that a key `__proto__` stays the data that it is. */
function copyOfObject(value: object): object {
  const copy: Record<string, unknown> = { ...value };
  for (const key of Object.keys(copy)) {
    const property = copy[key];
    if (typeof property === 'object' && property !== null) copy[key] = copyOf(property);
  }
  return copy;
}
