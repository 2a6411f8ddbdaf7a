import { startCluster, startRedis, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import type { RedisModuleOptions } from '@tenantry/redis';
import { uniqueName } from '../../support/unique-name.js';

const PASSWORD = 'role-password';

/** What a server has refused a user. */
export interface Refusal {
  readonly reason: string;
  /** The command, or the name of the key or channel. */
  readonly object: string;
}

/** Servers of a test's own, on which it decides who may do what. */
export class AclDeployment {
  readonly #servers: readonly RedisServer[];
  readonly #admins: readonly Redis[];

  private constructor(
    readonly clustered: boolean,
    servers: readonly RedisServer[],
    readonly stopServers: () => Promise<void>,
  ) {
    this.#servers = servers;
    this.#admins = servers.map(
      ({ socketPath }) => new Redis({ path: socketPath, enableReadyCheck: false, disableClientInfo: true }),
    );
  }

  /** Servers that announce expiries by themselves, as an application without the right to CONFIG needs them. */
  static async start(topology: 'standalone' | 'cluster'): Promise<AclDeployment> {
    const config = ['notify-keyspace-events Ex'];
    if (topology === 'standalone') {
      const server = await startRedis({ config });
      return new AclDeployment(false, [server], async () => server.stop());
    }
    const cluster = await startCluster({ config });
    return new AclDeployment(true, cluster.nodes, async () => cluster.stop());
  }

  async stop(): Promise<void> {
    for (const admin of this.#admins) admin.disconnect();
    await this.stopServers();
  }

  /** Where the servers are, for a user, or for one who may do everything. @param namespace of triggers. @default a new one */
  options(user?: string, namespace = uniqueName('security')): RedisModuleOptions {
    const credentials = user === undefined ? {} : { username: user, password: PASSWORD };
    const addresses = this.#servers.map(({ host, port }) => ({ host, port }));
    const common = { ...credentials, startupAttempts: 1 };
    return {
      namespace,
      // Keys of a backlog are removed ahead when half of that is over: soon, here.
      expiry: { notifications: 'assume', lingerMs: 10 },
      defaults: this.clustered
        ? { ...common, topology: 'cluster', nodes: addresses }
        : { ...common, ...addresses[0] },
    };
  }

  /** Gives a user these rights and no others. */
  async setUser(user: string, rules: readonly string[]): Promise<void> {
    await this.#everywhere('ACL', 'SETUSER', user, 'reset', 'on', `>${PASSWORD}`, 'resetchannels', ...rules);
  }

  /** What a user was refused since {@link forget}. */
  async refusals(user: string): Promise<Refusal[]> {
    const logs = await this.#everywhere('ACL', 'LOG');
    return logs.flat().flatMap((entry) => {
      const fields = fieldsOf(entry);
      if (fields.get('username') !== user) return [];
      return [{ reason: fields.get('reason') ?? '', object: fields.get('object') ?? '' }];
    });
  }

  /** Forgets what was refused, and all scripts: whoever runs one has to send it. */
  async forget(): Promise<void> {
    await this.#everywhere('ACL', 'LOG', 'RESET');
    await this.#everywhere('SCRIPT', 'FLUSH');
  }

  /** Commands that ran since the last call, those inside scripts too. */
  async commandsRun(): Promise<Set<string>> {
    const infos = await this.#everywhere('INFO', 'commandstats');
    await this.#everywhere('CONFIG', 'RESETSTAT');
    return new Set([...infos.join('\n').matchAll(/cmdstat_([^:]+):/g)].map(([, name]) => name ?? ''));
  }

  /** What a user may not run, of these commands. */
  async wouldRefuse(user: string, command: readonly string[]): Promise<boolean> {
    const [answer] = await this.#everywhere('ACL', 'DRYRUN', user, ...command);
    return answer !== 'OK';
  }

  /** Names of the commands in a category. */
  async commandsIn(category: string): Promise<Set<string>> {
    const [names] = await this.#everywhere('ACL', 'CAT', category);
    return new Set(Array.isArray(names) ? names.map(String) : []);
  }

  async #everywhere(command: string, ...args: readonly string[]): Promise<unknown[]> {
    return Promise.all(this.#admins.map(async (admin) => admin.call(command, ...args)));
  }
}

/** Name and value in turn. */
function fieldsOf(entry: unknown): Map<string, string> {
  const flat = Array.isArray(entry) ? entry.map(String) : [];
  return new Map(flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : [])));
}
