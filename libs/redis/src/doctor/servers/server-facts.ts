import type { Answer } from './answer.js';
import type { InfoFields } from './info-fields.js';
import type { TlsFacts } from './server-connection.js';

/** Settings that are looked at. */
export const SETTINGS = [
  'maxmemory',
  'maxmemory-policy',
  'notify-keyspace-events',
  'appendonly',
  'appendfsync',
  'save',
  'maxclients',
  'hz',
  'active-expire-effort',
  'lua-time-limit',
  'busy-reply-threshold',
  'timeout',
  'tcp-keepalive',
] as const;

/** One of {@link SETTINGS}. */
export type SettingName = (typeof SETTINGS)[number];

/** Milliseconds from PING to its reply. */
export interface LatencyFacts {
  readonly count: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/** The clock of a server beside that of this machine. */
export interface ClockFacts {
  /** Milliseconds by which the server is ahead. */
  readonly aheadMs: number;
  /** How far that may be wrong: half of the time the answer took. */
  readonly uncertaintyMs: number;
}

/** What is known of a server that could be connected to. */
export interface ServerFacts {
  readonly address: string;
  readonly isLocal: boolean;
  readonly tls: TlsFacts | undefined;
  /** Whether it is on the default user without a password that it let us in. */
  readonly isOpenToAll: boolean;
  readonly info: Answer<InfoFields>;
  /** Settings that the server tells. */
  readonly settings: Answer<ReadonlyMap<SettingName, string>>;
  readonly latency: Answer<LatencyFacts>;
  readonly clock: Answer<ClockFacts>;
  /** ACL user. */
  readonly user: Answer<string>;
}
