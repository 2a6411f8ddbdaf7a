import slotOf from 'cluster-key-slot';
import type { KeyFactory } from '../../keys/key-factory.js';
import type { PendingKeys } from '../../scripts/batch-pending-keys.js';

/**
 * The keys of a service's pending tenants: the set is `pending_batches:<service>`, the hash of tenants being removed
 * `{pending_batches:<service>}:removing`, in the same slot.
 * @throws InvalidKeyPartError
 */
export function pendingKeys(keys: KeyFactory, service: string): PendingKeys {
  const pending = keys.pendingTenants(service);
  return { pending, removing: removingKey(pending) };
}

/**
 * A `}` in the name of a service would end the hash tag too early. Then the tag is a number that has the slot, and
 * the whole pending key follows: different services never share a key.
 */
function removingKey(pending: string): string {
  if (!pending.includes('}')) return `{${pending}}:removing`;
  const slot = slotOf(pending);
  const word = pending.slice(0, pending.indexOf(':') + 1);
  return `{${word}${numberInSlot(word, slot)}}:removing:${pending}`;
}

/** Numbers by word and slot: finding one takes some ten thousand tries. At most one per slot. */
const numbers = new Map<string, number>();

/** A number with which `word` is in the slot. */
function numberInSlot(word: string, slot: number): number {
  const wanted = `${word}${slot}`;
  let number = numbers.get(wanted);
  if (number !== undefined) return number;
  number = 0;
  while (slotOf(`${word}${number}`) !== slot) number += 1;
  numbers.set(wanted, number);
  return number;
}
