/** Slots of a cluster. */
export const SLOTS = 16_384;

/** First and last slot. */
export type SlotRange = readonly [first: number, last: number];

/** A line of CLUSTER NODES. */
export interface ClusterNode {
  readonly id: string;
  /** Empty: the node that was asked does not know its own address. */
  readonly host: string;
  readonly port: number;
  readonly hostname: string | undefined;
  readonly isPrimary: boolean;
  /** Id of its primary; undefined for primaries. */
  readonly primaryId: string | undefined;
  /** `failed`: the cluster agrees; `suspected`: the node that was asked thinks so. */
  readonly health: 'ok' | 'suspected' | 'failed';
  readonly isMyself: boolean;
  readonly slots: readonly SlotRange[];
}

/** `<id> <ip:port@cport[,hostname]> <flags> <primary> <ping> <pong> <epoch> <link> <slots...>` */
const ADDRESS = /^(?<host>.*):(?<port>\d+)(?:@\d+)?(?:,(?<hostname>[^,]*))?/;

/** Reads the reply of CLUSTER NODES. Nodes without an address, and slots on the move, are left out. */
export function parseClusterNodes(reply: unknown): ClusterNode[] {
  return String(reply)
    .split('\n')
    .flatMap((line) => parseNode(line.trim().split(' ')));
}

function parseNode([id, address, flagList, primary, , , , , ...slots]: string[]): ClusterNode[] {
  const { host = '', port, hostname } = ADDRESS.exec(address ?? '')?.groups ?? {};
  const flags = new Set((flagList ?? '').split(','));
  if (id === undefined || port === undefined || flags.has('noaddr') || flags.has('handshake')) return [];
  const isPrimary = flags.has('master');
  return [
    {
      id,
      host,
      port: Number(port),
      hostname: hostname === '' ? undefined : hostname,
      isPrimary,
      primaryId: isPrimary ? undefined : primary,
      health: flags.has('fail') ? 'failed' : flags.has('fail?') ? 'suspected' : 'ok',
      isMyself: flags.has('myself'),
      slots: slots.flatMap(parseRange),
    },
  ];
}

function parseRange(text: string): SlotRange[] {
  const { first, last } = /^(?<first>\d+)(?:-(?<last>\d+))?$/.exec(text)?.groups ?? {};
  return first === undefined ? [] : [[Number(first), Number(last ?? first)]];
}

/** Slots that none of the ranges has. */
export function missingSlots(ranges: readonly SlotRange[]): SlotRange[] {
  const missing: SlotRange[] = [];
  let next = 0;
  for (const [first, last] of ranges.toSorted(([one], [other]) => one - other)) {
    if (first > next) missing.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  if (next < SLOTS) missing.push([next, SLOTS - 1]);
  return missing;
}

/** `0-99, 200`. */
export function describeSlots(ranges: readonly SlotRange[]): string {
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(', ');
}

/** How many slots the ranges have. */
export function countSlots(ranges: readonly SlotRange[]): number {
  return ranges.reduce((total, [first, last]) => total + last - first + 1, 0);
}
