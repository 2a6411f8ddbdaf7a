/** `name:value` lines, as INFO and CLUSTER INFO have them. */
export type InfoFields = ReadonlyMap<string, string>;

/** Reads the reply of INFO or CLUSTER INFO. */
export function parseInfo(reply: unknown): InfoFields {
  const fields = new Map<string, string>();
  for (const line of String(reply).split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return fields;
}

/** A field that holds a number; undefined if it is absent or something else. */
export function numberIn(fields: InfoFields | undefined, name: string): number | undefined {
  const text = fields?.get(name);
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Parts of a field such as `keys=42,expires=7`. */
export function partsOf(text: string | undefined): ReadonlyMap<string, string> {
  const pairs = (text ?? '').split(',').map((part): [string, string] => {
    const equals = part.indexOf('=');
    return [part.slice(0, Math.max(0, equals)), part.slice(equals + 1)];
  });
  return new Map(pairs);
}

/** A reply of names and values in turn, as CONFIG GET and SENTINEL MASTER have it. */
export function pairsOf(reply: unknown): ReadonlyMap<string, string> {
  const flat = Array.isArray(reply) ? reply.map(String) : [];
  return new Map(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : [])));
}
