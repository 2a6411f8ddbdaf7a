import { cachedServerBinary, redisServerBinary, type ServerRelease } from '@tenantry/redis-testing';

/** A kind of server that this machine has. */
export interface ServerHere {
  readonly name: string;
  /** Undefined: whichever server all other tests use. */
  readonly release: ServerRelease | undefined;
}

const RELEASES: readonly ServerRelease[] = ['redis-8', 'valkey-8'];

/** The server of all other tests, and the releases that were downloaded before, or may be now. */
export async function serversHere(env: NodeJS.ProcessEnv = process.env): Promise<readonly ServerHere[]> {
  const servers: ServerHere[] = [{ name: 'the server of all tests', release: undefined }];
  for (const release of RELEASES) {
    const binary =
      env['REDIS_TESTING_DOWNLOAD'] === '1'
        ? await redisServerBinary(undefined, release)
        : await cachedServerBinary(release);
    if (binary !== undefined) servers.push({ name: release, release });
  }
  return servers;
}
