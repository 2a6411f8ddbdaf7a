import type { RedisModuleOptions } from '@tenantry/redis';
import type { AclDeployment } from './acl-deployment.js';
import { startServing, startWorking, type RoleApp } from './role-app.js';
import {
  fillWatchedTenant,
  LISTENER,
  SERVING_FLOWS,
  untilSwept,
  WATCHING_FLOWS,
  WORKING_FLOWS,
  writeForeignTrigger,
  type Flow,
} from './role-flows.js';

/** What a file of the folder `acl` is for. */
export interface Role {
  readonly file: string;
  readonly start: (redis: RedisModuleOptions) => Promise<RoleApp>;
  readonly flows: Readonly<Record<string, Flow>>;
  /** Patterns of names that the application has chosen itself. */
  readonly own: (clustered: boolean) => readonly string[];
  /** Of triggers. @default a new one for each process */
  readonly namespace?: string;
  /** What it does of itself when it has started. */
  readonly settle?: Flow;
  /** What has to be there before. */
  readonly prepare?: (deployment: AclDeployment) => Promise<void>;
}

const SETTINGS = '~*:settings';

/** Patterns of channels have to be allowed one by one, letter by letter. */
function patterns(
  clustered: boolean,
  ...tenantAndChannel: ReadonlyArray<readonly [string, string]>
): string[] {
  return tenantAndChannel.map(
    ([tenant, channel]) => `&${clustered ? `{${tenant}}` : tenant}:channel:${channel}`,
  );
}

const LISTENED = [LISTENER, 'order-*'] as const;
/** A handler listens to its channel for all tenants. */
const HANDLED = ['*', 'orders'] as const;

const WATCHED_NAMESPACE = 'watched';

async function asAnybody(redis: RedisModuleOptions, flow: Flow): Promise<void> {
  const role = await startServing(redis);
  await flow(role);
  await role.app.close();
}

export const ROLES: readonly Role[] = [
  {
    file: 'app.acl',
    start: startServing,
    flows: SERVING_FLOWS,
    own: (clustered) => [SETTINGS, ...patterns(clustered, LISTENED)],
  },
  {
    file: 'worker.acl',
    start: startWorking,
    flows: { ...SERVING_FLOWS, ...WORKING_FLOWS },
    own: (clustered) => [SETTINGS, ...patterns(clustered, LISTENED, HANDLED)],
    settle: untilSwept,
    prepare: async (deployment) => asAnybody(deployment.options(), writeForeignTrigger),
  },
  {
    file: 'read-only.acl',
    start: startServing,
    flows: WATCHING_FLOWS,
    own: (clustered) => [SETTINGS, ...patterns(clustered, LISTENED)],
    namespace: WATCHED_NAMESPACE,
    prepare: async (deployment) =>
      asAnybody(deployment.options(undefined, WATCHED_NAMESPACE), fillWatchedTenant),
  },
];
