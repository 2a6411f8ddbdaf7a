/** What the bridge itself cannot do without: events by kind (`E`), of keys that expire (`x`). */
const NEEDED_FLAGS = 'Ex';

/** `A` stands for all of these. */
const FLAGS_OF_A = new Set('g$lshzxetd');

/**
 * The value of `notify-keyspace-events` that adds what is wanted, and what the bridge needs, to what is set. Nothing is
 * removed: other programs rely on it.
 * @param current as CONFIG GET answers, e.g. `gK`
 * @param wanted e.g. `Ex`
 * @returns undefined if nothing is missing
 */
export function flagsToSet(current: string, wanted: string): string | undefined {
  const present = new Set(current);
  const missing = [...new Set(NEEDED_FLAGS + wanted)].filter(
    (flag) => !present.has(flag) && !(present.has('A') && FLAGS_OF_A.has(flag)),
  );
  return missing.length === 0 ? undefined : current + missing.join('');
}
