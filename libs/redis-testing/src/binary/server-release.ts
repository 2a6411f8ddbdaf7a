/** A server that can be asked for by name, whatever the machine has installed. */
export type ServerRelease = 'redis-8' | 'valkey-8';

/** Where a {@link ServerRelease} comes from. */
export interface ReleasePackages {
  /** Debian release that has this major version, and keeps it. */
  readonly suite: string;
  readonly packages: readonly string[];
  /** Its programs; the first is the server. */
  readonly programs: readonly [string, ...string[]];
}

/** All releases that can be asked for. */
export const SERVER_RELEASES: Readonly<Record<ServerRelease, ReleasePackages>> = {
  'redis-8': packagesOf('redis', 'trixie'),
  'valkey-8': packagesOf('valkey', 'trixie'),
};

/**
 * The release that `REDIS_TESTING_SERVER` names.
 *
 * @throws Error if it names none
 */
export function serverReleaseOf(env: NodeJS.ProcessEnv): ServerRelease | undefined {
  const name = env['REDIS_TESTING_SERVER'];
  if (name === undefined || name === '') return undefined;
  if (isServerRelease(name)) return name;
  const known = Object.keys(SERVER_RELEASES).join(' or ');
  throw new Error(`REDIS_TESTING_SERVER is "${name}". Set it to ${known}, or unset it for any server.`);
}

function isServerRelease(name: string): name is ServerRelease {
  return Object.hasOwn(SERVER_RELEASES, name);
}

function packagesOf(product: string, suite: string): ReleasePackages {
  const program = (name: string): string => `${product}-${name}`;
  return {
    suite,
    packages: [program('server'), program('tools')],
    programs: [
      program('server'),
      program('cli'),
      program('benchmark'),
      program('check-aof'),
      program('check-rdb'),
    ],
  };
}
