import { tlsLines, type ServerTlsOptions } from '../tls/server-tls.js';
import type { StartRedisOptions } from './start-redis-options.js';

/** The Unix socket beside redis.conf, through which this package knows its own servers. */
export const SOCKET_NAME = 'redis.sock';

/** redis.conf: nothing is persisted and nobody but this machine can connect, unless the options say otherwise. */
export function redisConfig(
  port: number,
  lines: readonly string[],
  tls: ServerTlsOptions | undefined,
): string {
  return [
    'bind 127.0.0.1',
    ...(tls === undefined ? [`port ${port}`] : tlsLines(port, tls)),
    `unixsocket ${SOCKET_NAME}`,
    'daemonize no',
    'save ""',
    'appendonly no',
    ...lines,
    '',
  ].join('\n');
}

/** What the options of `startRedis` are in redis.conf. */
export function standaloneLines(options: StartRedisOptions): string[] {
  const { appendonly = false, appendfsync, requirepass, users = [], databases, config = [] } = options;
  return [
    ...(appendonly ? ['appendonly yes'] : []),
    ...(appendfsync === undefined ? [] : [`appendfsync ${appendfsync}`]),
    ...(requirepass === undefined ? [] : [`requirepass ${quote(requirepass)}`]),
    ...(databases === undefined ? [] : [`databases ${databases}`]),
    ...users.map((user) => `user ${user}`),
    ...config,
  ];
}

function quote(value: string): string {
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
