import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { TriggerEntry } from './trigger.options.js';

/** @throws InvalidArgumentError unless it is an array of objects */
export function checkEntries(triggers: readonly TriggerEntry[]): readonly TriggerEntry[] {
  if (!Array.isArray(triggers))
    throw new InvalidArgumentError('triggers', 'an array', describeType(triggers));
  for (const [index, entry] of triggers.entries()) {
    if (typeof entry === 'object' && entry !== null) continue;
    throw new InvalidArgumentError(
      `triggers[${index}]`,
      '{ action, identifier, when?, payload? }',
      describeType(entry),
    );
  }
  return triggers;
}

/** @throws InvalidArgumentError unless it is `'all'` or an array of texts */
export function checkLetterIds(ids: readonly string[] | 'all'): readonly string[] | 'all' {
  if (ids === 'all') return ids;
  if (!Array.isArray(ids))
    throw new InvalidArgumentError('ids', `an array of ids, or 'all'`, describeType(ids));
  const index = ids.findIndex((id: unknown) => typeof id !== 'string');
  if (index < 0) return ids;
  throw new InvalidArgumentError(`ids[${index}]`, 'the id of a dead letter', describeType(ids[index]));
}
