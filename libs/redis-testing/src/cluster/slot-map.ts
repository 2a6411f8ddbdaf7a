import type { Redis } from 'ioredis';

/** Who owns which slots, in the eyes of one node. */
export interface SlotMap {
  readonly masters: number;
  /** Masters and usable replicas. */
  readonly nodes: number;
  /** The same text for the same owners and replicas. */
  readonly text: string;
}

export async function slotMapOf(admin: Redis): Promise<SlotMap> {
  const ranges = (await admin.cluster('SLOTS')).map(([start, end, master, ...replicas]) => ({
    start,
    end,
    master: master?.[2],
    replicas: replicas.map(([, , id]) => id).toSorted(),
  }));
  return {
    masters: new Set(ranges.map(({ master }) => master)).size,
    nodes: new Set(ranges.flatMap(({ master, replicas }) => [master, ...replicas])).size,
    text: JSON.stringify(ranges.toSorted((left, right) => left.start - right.start)),
  };
}
