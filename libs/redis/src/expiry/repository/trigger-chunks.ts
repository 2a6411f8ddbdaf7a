import type { NewTrigger } from '../engine/trigger.types.js';

const MOST_TRIGGERS = 5_000;
const MOST_PAYLOAD_CHARACTERS = 1_048_576;

/**
 * Triggers in chunks that hold up neither the server nor this process; none for no triggers. The engine divides by
 * number only.
 */
export function* triggerChunks(triggers: readonly NewTrigger[]): Generator<readonly NewTrigger[]> {
  let start = 0;
  let characters = 0;
  for (const [index, { payload = '' }] of triggers.entries()) {
    const isFull = index - start === MOST_TRIGGERS || characters + payload.length > MOST_PAYLOAD_CHARACTERS;
    if (index > start && isFull) {
      yield triggers.slice(start, index);
      start = index;
      characters = 0;
    }
    characters += payload.length;
  }
  if (start < triggers.length) yield triggers.slice(start);
}
