import type { ClusterOptions } from 'ioredis';

/** A server's address as it announces itself, `host:port`, to the one this application reaches it at. */
export function reachedAddress(announced: string, natMap: ClusterOptions['natMap'] | null): string {
  const mapped = typeof natMap === 'function' ? natMap(announced) : natMap?.[announced];
  return mapped === undefined || mapped === null ? announced : `${mapped.host}:${mapped.port}`;
}
