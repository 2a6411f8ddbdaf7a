import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { logToStderr, type Log } from '../common/log.js';
import { isExecutable } from './is-executable.js';
import type { RedisBinary, RedisServerBinary } from './redis-binary.js';
import { resolveRedisBinary } from './resolve-redis-binary.js';
import { cachedBinaryStep } from './steps/cached-binary.step.js';
import { configuredBinaryStep } from './steps/configured-binary.step.js';
import { debianPackagesStep } from './steps/debian-packages.step.js';
import { installedBinaryStep } from './steps/installed-binary.step.js';
import { memoryServerStep } from './steps/memory-server.step.js';

/** Programs that come with a server. */
export type RedisProgram =
  'redis-server' | 'redis-cli' | 'redis-benchmark' | 'redis-check-aof' | 'redis-check-rdb';

let resolved: Promise<RedisServerBinary> | undefined;

/**
 * The server program that this process uses, looked for once: `REDIS_SERVER_BIN`, an installed server, a
 * private copy, the distribution's packages, `redis-memory-server`.
 *
 * @throws RedisNotFoundError if there is none, Error if `REDIS_SERVER_BIN` is wrong
 */
export async function redisServerBinary(log: Log = logToStderr): Promise<RedisServerBinary> {
  resolved ??= resolveRedisBinary(
    [
      configuredBinaryStep(),
      installedBinaryStep(),
      cachedBinaryStep(),
      debianPackagesStep(),
      memoryServerStep(),
    ],
    log,
  );
  try {
    return await resolved;
  } catch (error) {
    resolved = undefined;
    throw error;
  }
}

/**
 * A program that belongs to the server which {@link redisServerBinary} names, under its Redis or its Valkey
 * name; undefined where the installation does not have it.
 *
 * @throws RedisNotFoundError if there is no server either
 */
export async function findRedisBinary(name: RedisProgram): Promise<RedisBinary | undefined> {
  const server = await redisServerBinary();
  return name === 'redis-server' ? server : findSibling(server, name);
}

export async function findSibling(server: RedisBinary, name: RedisProgram): Promise<RedisBinary | undefined> {
  const folders = new Set([dirname(server.path), dirname(await realpath(server.path))]);
  for (const folder of folders) {
    for (const program of [name, name.replace('redis', 'valkey')]) {
      const path = join(folder, program);
      if (await isExecutable(path)) return { path, env: server.env };
    }
  }
  return undefined;
}
