/** Everything that is looked at, by its stable id, and why it matters. */
export const WHY_IT_MATTERS = {
  configuration: 'A part of the configuration that is not used does not do what its author wanted.',
  connection: 'Without a connection every command of the pool fails.',
  'time-limit': 'What takes this long here makes callers wait as long, or runs into their timeouts.',
  doctor: 'What could not be looked at may be well or not.',
  tls: 'Without TLS everybody on the way can read passwords and data.',
  authentication: 'A server that asks for no password obeys everybody who reaches it.',
  'server.version':
    'Scripts and commands of the library need Redis 6.2; from 7 on the server checks more of what they do.',
  'server.loading': 'A server that loads its data refuses every command.',
  'server.role': 'Writes are only taken by a primary, and a pool has to be told of the topology it is in.',
  database: 'A pool whose database cannot be selected refuses every command.',
  'database.shared': 'Keys of pools in one database do not meet, but emptying one of them empties all.',
  'cluster.seeds': 'A pool that knows a single node of the cluster cannot start while that node is away.',
  'cluster.slots':
    'Keys of a slot without a primary cannot be read or written; by default the whole cluster stops.',
  'cluster.nodes': 'A node that is gone takes its slots along, or the replica that was to replace it.',
  'cluster.replicas': 'The slots of a primary without replicas are gone when it is.',
  'sentinel.reachable': 'Sentinels are asked for the primary at every connection, and decide who becomes it.',
  'sentinel.primary':
    'Sentinels that do not agree send some processes to a server that is no primary any more.',
  'sentinel.quorum': 'Without a quorum nobody replaces a primary that has died.',
  'replication.replicas': 'With no replica nothing can take over, and what the primary loses is lost.',
  'replication.link':
    'A replica without its primary has old data, and would bring it along as the new primary.',
  'replication.lag': 'What a replica has not received is lost if it has to take over.',
  'memory.limit':
    'Without a limit the system ends the process when memory runs out; with one, writes are refused first.',
  'memory.usage': 'At the limit writes are refused, or keys are removed.',
  'memory.eviction':
    'Evicted keys are gone without a word: records before their expiry, and triggers that never fire.',
  'memory.fragmentation':
    'Memory that the process holds and does not use counts for the system; data in swap makes Redis slow.',
  persistence:
    'Without an append-only file a restart of the server loses what was accepted since the last snapshot.',
  'persistence.failing':
    'While Redis cannot save it may refuse all writes (MISCONF), and a restart loses data.',
  notifications:
    'Trigger keys that other programs write fire only if the server announces expired keys. Triggers of this library do not need it.',
  'rights.commands':
    'A command that the user may not run fails with NOPERM when it is needed first, maybe much later.',
  'rights.keys': 'A key that the user may not touch fails with NOPERM when it is needed first.',
  'rights.config':
    'Without CONFIG GET neither this report nor the application can see how the server is set.',
  'clock.client':
    'Due times that an application computes (`dueAt`) are compared with the clock of the server.',
  'clock.servers':
    'After a failover, leases and due times are early or late by the difference of the clocks.',
  'clients.limit':
    'At `maxclients` the server refuses new connections, those of a restarting application too.',
  'clients.budget': 'A process may open this many connections when it is busy.',
  latency: 'Every command waits at least this long.',
  'settings.hz':
    'How often keys that have expired are looked for, and with it when their expiry is announced.',
  'settings.active-expire-effort':
    'How thoroughly expired keys are looked for: their announcement may take minutes.',
  'settings.busy-script': 'While a script runs nothing else does; after this time the server answers BUSY.',
  'settings.timeout':
    'The server closes connections that are silent for longer, between two commands of the application.',
  'settings.tcp-keepalive': 'Without probes the server keeps the connections of machines that have vanished.',
  'triggers.schedule': 'What the applications of this namespace have scheduled.',
  'triggers.partitions':
    'Processes that count the partitions differently would not find each other’s triggers: they refuse to start.',
  'triggers.overdue':
    'Triggers that are due and not run mean that the workers are too slow, or that none runs.',
  'triggers.dead': 'Dead letters are triggers that failed at every attempt: their work was not done.',
  'triggers.unhandled': 'Triggers of an action that no running worker has a handler for wait until one has.',
} as const;

/** What a finding is about. Stable: none is renamed, and one that goes is named in the changelog. */
export type FindingId = keyof typeof WHY_IT_MATTERS;

/** All of them, in the order of the documentation. */
export const FINDING_IDS = Object.keys(WHY_IT_MATTERS) as readonly FindingId[];
