import type { RedisBulk } from './redis-value.js';

/** A reply that is OK, and nothing else. */
export function nothing(): void {}

/** A reply that is one text or nothing. */
export function bulkOrNull(reply: unknown): RedisBulk | null {
  return isBulk(reply) ? reply : null;
}

/** A reply that is a list of texts; nothing is an empty one. */
export function bulkList(reply: unknown): RedisBulk[] {
  return Array.isArray(reply) ? reply.filter(isBulk) : [];
}

/** A reply of texts in turn, as pairs. */
export function bulkPairs(reply: unknown): [RedisBulk, RedisBulk][] {
  const list = bulkList(reply);
  const pairs: [RedisBulk, RedisBulk][] = [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    pairs.push([list[index] ?? '', list[index + 1] ?? '']);
  }
  return pairs;
}

function isBulk(reply: unknown): reply is RedisBulk {
  return typeof reply === 'string' || Buffer.isBuffer(reply);
}
