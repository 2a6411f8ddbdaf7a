import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { logToStderr, type Log } from '../common/log.js';
import type { BinaryStep } from './binary-step.js';
import { isExecutable } from './is-executable.js';
import type { RedisBinary, RedisServerBinary } from './redis-binary.js';
import { resolveRedisBinary } from './resolve-redis-binary.js';
import { serverReleaseOf, type ServerRelease } from './server-release.js';
import { cachedBinaryStep } from './steps/cached-binary.step.js';
import { configuredBinaryStep } from './steps/configured-binary.step.js';
import { debianPackagesStep } from './steps/debian-packages.step.js';
import { installedBinaryStep } from './steps/installed-binary.step.js';
import { memoryServerStep } from './steps/memory-server.step.js';
import { cachedReleaseStep, releasePackagesStep } from './steps/release-packages.step.js';

/** Programs that come with a server. */
export type RedisProgram =
  'redis-server' | 'redis-cli' | 'redis-benchmark' | 'redis-check-aof' | 'redis-check-rdb';

const resolved = new Map<ServerRelease | 'any', Promise<RedisServerBinary>>();

/**
 * The server program that this process uses, looked for once: `REDIS_SERVER_BIN`; the release that
 * `REDIS_TESTING_SERVER` names; an installed server, a private copy, the distribution's packages,
 * `redis-memory-server`.
 *
 * @param release this one instead, whatever the environment says
 * @throws RedisNotFoundError if there is none, Error if `REDIS_SERVER_BIN` or `REDIS_TESTING_SERVER` is wrong
 */
export async function redisServerBinary(
  log: Log = logToStderr,
  release?: ServerRelease,
): Promise<RedisServerBinary> {
  const key = release ?? 'any';
  const found = resolved.get(key) ?? resolveRedisBinary(stepsTo(release), log);
  resolved.set(key, found);
  try {
    return await found;
  } catch (error) {
    resolved.delete(key);
    throw error;
  }
}

/** The private copy of a release, if an earlier run made one. Never downloads. */
export async function cachedServerBinary(release: ServerRelease): Promise<RedisServerBinary | undefined> {
  const found = await cachedReleaseStep(release).find(() => undefined);
  return 'path' in found ? found : undefined;
}

function stepsTo(release: ServerRelease | undefined): BinaryStep[] {
  if (release !== undefined) return [cachedReleaseStep(release), releasePackagesStep(release)];
  const named = serverReleaseOf(process.env);
  if (named !== undefined) return [configuredBinaryStep(), ...stepsTo(named)];
  return [
    configuredBinaryStep(),
    installedBinaryStep(),
    cachedBinaryStep(),
    debianPackagesStep(),
    memoryServerStep(),
  ];
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

/** A program in the folder of a server, or of the program that the server's path is a link to. */
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
