/** A replica, as its primary sees it. */
export interface ConnectedReplica {
  /** `host:port`, as it announces itself. */
  readonly address: string;
  /** `online`, or a step of its first synchronisation. */
  readonly state: string;
  readonly lagBytes: number | null;
  readonly lagSeconds: number | null;
}

/** What INFO says about replication. */
export interface ReplicationInfo {
  /** Of a primary. */
  readonly replicas: readonly ConnectedReplica[];
  /** Of a replica: whether it is connected to its primary; null for a primary. */
  readonly linkIsUp: boolean | null;
}

/** @param fields of INFO */
export function replicationInfo(fields: ReadonlyMap<string, string>): ReplicationInfo {
  const link = fields.get('master_link_status');
  const offset = fields.get('master_repl_offset');
  const replicas = [...fields].flatMap(([name, value]) =>
    /^slave\d+$/.test(name) ? connectedReplica(value, offset) : [],
  );
  return { replicas, linkIsUp: link === undefined ? null : link === 'up' };
}

/** Of `ip=127.0.0.1,port=6380,state=online,offset=1234,lag=0`. */
function connectedReplica(text: string, primaryOffset: string | undefined): ConnectedReplica[] {
  const fields = new Map(
    text.split(',').map((part): [string, string] => {
      const end = part.indexOf('=');
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  );
  const [ip, port] = [fields.get('ip'), fields.get('port')];
  if (ip === undefined || port === undefined) return [];
  const behind = Number(primaryOffset) - Number(fields.get('offset'));
  const lagSeconds = Number(fields.get('lag'));
  return [
    {
      address: `${ip}:${port}`,
      state: fields.get('state') ?? 'unknown',
      lagBytes: Number.isFinite(behind) ? Math.max(0, behind) : null,
      // Before its first word it has -1.
      lagSeconds: Number.isFinite(lagSeconds) && lagSeconds >= 0 ? lagSeconds : null,
    },
  ];
}
