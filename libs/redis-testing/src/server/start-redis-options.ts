import type { ServerRelease } from '../binary/server-release.js';
import type { Log } from '../common/log.js';
import type { ServerTlsOptions } from '../tls/server-tls.js';

/** Options of `startRedis`. Names are those of redis.conf where it has one. */
export interface StartRedisOptions {
  /** A fixed TCP port. @default a free one */
  readonly port?: number;
  /** Whether to keep an append-only file, so that data survives `kill` and `restart`. @default false */
  readonly appendonly?: boolean;
  /** When the append-only file is flushed to disk. @default 'everysec' */
  readonly appendfsync?: 'always' | 'everysec' | 'no';
  /** Password of the default user. @default none */
  readonly requirepass?: string;
  /** ACL users, each as in redis.conf after the word `user`: `'acme on >secret ~{acme}:* +@all'`. */
  readonly users?: readonly string[];
  /** TLS instead of plain connections. @default plain connections */
  readonly tls?: ServerTlsOptions;
  /** Number of databases. @default 16 */
  readonly databases?: number;
  /** Further lines of redis.conf; they win over everything above. */
  readonly config?: readonly string[];
  /** A server of this release, whatever the machine has. @default what the environment names, or any server */
  readonly server?: ServerRelease;
  /** Receives a line per step of looking for a server program. @default stderr */
  readonly log?: Log;
}
