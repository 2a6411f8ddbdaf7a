/** Slots from the first to the last, both included. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
}

/** A node of a cluster, as another one sees it. */
export interface ClusterNode {
  readonly id: string;
  /** `host:port`, by its address and by its name, if it has one. */
  readonly addresses: readonly string[];
  readonly role: 'primary' | 'replica';
  /** Of a replica: id of its primary. */
  readonly primaryId: string | null;
  /** `failed`: a majority says so. `silent`: the node that was asked says so. */
  readonly failure: 'failed' | 'silent' | null;
  readonly slots: readonly SlotRange[];
}

/** How many slots a cluster has. */
export const SLOTS = 16_384;

/** Reads the reply of CLUSTER NODES. Nodes that have no address yet, or any more, are left out. */
export function parseClusterNodes(text: string): ClusterNode[] {
  return text.split('\n').flatMap((line) => {
    const [id, address = '', flagList = '', primaryId = '-', , , , , ...slots] = line.trim().split(' ');
    const flags = flagList.split(',');
    if (id === undefined || id === '' || flags.includes('noaddr') || flags.includes('handshake')) return [];
    return {
      id,
      addresses: addressesOf(address),
      role: flags.includes('master') ? 'primary' : 'replica',
      primaryId: primaryId === '-' ? null : primaryId,
      failure: flags.includes('fail') ? 'failed' : flags.includes('fail?') ? 'silent' : null,
      // Those in brackets are on their way from or to another node.
      slots: slots.filter((range) => /^\d/.test(range)).map(rangeOf),
    } satisfies ClusterNode;
  });
}

/** Slots that no primary serves. One that only some miss still counts. */
export function uncoveredSlots(nodes: readonly ClusterNode[]): SlotRange[] {
  const ranges = nodes
    .filter(({ role, failure }) => role === 'primary' && failure !== 'failed')
    .flatMap(({ slots }) => slots)
    .toSorted((left, right) => left.first - right.first);
  const gaps: SlotRange[] = [];
  let next = 0;
  for (const { first, last } of ranges) {
    if (first > next) gaps.push({ first: next, last: first - 1 });
    next = Math.max(next, last + 1);
  }
  if (next < SLOTS) gaps.push({ first: next, last: SLOTS - 1 });
  return gaps;
}

export function countSlots(ranges: readonly SlotRange[]): number {
  return ranges.reduce((total, { first, last }) => total + last - first + 1, 0);
}

export function describeRange({ first, last }: SlotRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** Of `10.0.0.1:6379@16379,node-1.example,tls-port=0`. */
function addressesOf(text: string): string[] {
  const [socket = '', name = ''] = text.split(',');
  const address = socket.replace(/@\d+$/, '');
  const port = address.slice(address.lastIndexOf(':') + 1);
  return name === '' ? [address] : [address, `${name}:${port}`];
}

function rangeOf(text: string): SlotRange {
  const [first = '', last = first] = text.split('-');
  return { first: Number(first), last: Number(last) };
}
