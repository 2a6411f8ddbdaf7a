const SLOTS = 16_384;

/**
 * The slots of each of `masters` nodes: contiguous, and as even as possible. Lists, for ADDSLOTS: Redis 6 has
 * no ADDSLOTSRANGE.
 */
export function slotRanges(masters: number): number[][] {
  const firstOf = (index: number): number => Math.round((index * SLOTS) / masters);
  return Array.from({ length: masters }, (_, index) =>
    Array.from({ length: firstOf(index + 1) - firstOf(index) }, (_slot, offset) => firstOf(index) + offset),
  );
}
