import { escapeGlob, type TenantRedis } from '@tenantry/redis';
import type { Redis } from 'ioredis';
import type { ProviderToken, TestRedis } from '../nest/test-redis.js';
import { withAdmins } from '../server/admin-connection.js';
import { CommandMonitor } from './command-monitor.js';
import { HOSTILE_IDS } from './hostile-ids.js';
import {
  TenantIsolationError,
  type IsolationViolation,
  type UncheckedOperation,
} from './tenant-isolation.error.js';
import { beginningOf, touchedNames, type TouchedName } from './touched-names.js';

/** What an operation is given. It runs inside the `TenantContext` of the tenant. */
export interface IsolationScope {
  /** The tenant that it is done for. */
  readonly tenant: string;
  /** The tenant's repositories. */
  readonly redis: TenantRedis;
  /** A provider of the application, as a request of the tenant gets it. */
  readonly resolve: <T>(token: ProviderToken<T>) => Promise<T>;
}

/** Something that an application does for a tenant with an id that its callers choose. */
export type IsolationOperation = (scope: IsolationScope, id: string) => unknown;

/** What {@link expectTenantIsolation} is to run. */
export interface IsolationCheck {
  /** By name, for the report. Each is called with every id. */
  readonly operations: Readonly<Record<string, IsolationOperation>>;
  /** The tenant that the operations are run as. @default 'isolated-tenant' */
  readonly tenant?: string | undefined;
  /** What each operation is called with. @default HOSTILE_IDS */
  readonly ids?: readonly string[] | undefined;
  /** What keys and channels that all tenants share on purpose begin with. The library's own are known. @default none */
  readonly sharedPrefixes?: readonly string[] | undefined;
}

/** How many commands each operation has sent with all ids, and how many keys and channels of the tenant they named. */
export type IsolationReport = Readonly<Record<string, { readonly commands: number; readonly names: number }>>;

/** What the library shares between tenants: the schedule of triggers, and which tenants have something in a queue. */
const SYSTEM_PREFIXES = ['{exp:', 'exp:', 'pending_batches:'];

/**
 * Runs operations as a tenant, with ids that try to break out, and watches every command that reaches Redis, those
 * inside scripts and on other connections included. A key, a channel or a pattern that does not begin with the tenant
 * is a violation. An id may be refused with an error of status 400 to 499; an operation that fails otherwise, or that
 * touches nothing at all with any id, has not been checked, which is an error too.
 *
 * Run it while the application does nothing else. What an operation keeps in memory is not seen.
 * @throws TenantIsolationError with the list of what was wrong
 */
export async function expectTenantIsolation(
  redis: TestRedis,
  check: IsolationCheck,
): Promise<IsolationReport> {
  const { operations, tenant = 'isolated-tenant', ids = HOSTILE_IDS, sharedPrefixes = [] } = check;
  const own = [`${tenant}:`, `{${tenant}}:`, `{${tenant}:`];
  const allowed = [...own, ...SYSTEM_PREFIXES, ...sharedPrefixes];
  const scope: IsolationScope = {
    tenant,
    redis: redis.of(tenant),
    resolve: async (token) => redis.resolve(tenant, token),
  };
  const sweep = sweepPattern(scope.redis);
  const violations: IsolationViolation[] = [];
  const unchecked: UncheckedOperation[] = [];
  const report: Record<string, { commands: number; names: number }> = {};
  await watching(redis, async (seen) => {
    // What was under way before.
    await seen();
    for (const [operation, run] of Object.entries(operations)) {
      const sum = { commands: 0, names: 0 };
      for (const id of ids) {
        const failure = await failureOf(async () => redis.asTenant(tenant, async () => run(scope, id)));
        if (failure !== undefined) unchecked.push({ operation, id, problem: failure });
        const commands = await seen();
        sum.commands += commands.length;
        for (const { command, isFromScript, names } of commands) {
          sum.names += names.filter((name) => begins(name, own)).length;
          for (const name of names) {
            if (!begins(name, allowed) && name.name !== sweep)
              violations.push({ operation, id, command, isFromScript, ...name });
          }
        }
      }
      if (sum.names === 0)
        unchecked.push({ operation, problem: 'it touched no key of the tenant with any id' });
      report[operation] = sum;
    }
  });
  if (violations.length + unchecked.length > 0) throw new TenantIsolationError(tenant, violations, unchecked);
  return report;
}

interface SeenCommand {
  readonly command: string;
  readonly isFromScript: boolean;
  readonly names: readonly TouchedName[];
}

/** Calls back with what gives the commands of all servers since its last call. */
async function watching(
  { servers }: TestRedis,
  task: (seen: () => Promise<SeenCommand[]>) => Promise<void>,
): Promise<void> {
  await withAdmins(servers, async (admins) => {
    const monitors: Array<readonly [CommandMonitor, Redis]> = [];
    try {
      for (const [index, server] of servers.entries()) {
        const admin = admins[index];
        if (admin !== undefined) monitors.push([await CommandMonitor.start(server), admin]);
      }
      await task(async () => (await Promise.all(monitors.map(seenBy))).flat());
    } finally {
      for (const [monitor] of monitors) monitor.stop();
    }
  });
}

async function seenBy([monitor, admin]: readonly [CommandMonitor, Redis]): Promise<SeenCommand[]> {
  const commands = await monitor.take(admin);
  return Promise.all(
    commands.map(async (command) => ({
      command: command.name,
      isFromScript: command.source === 'lua',
      names: await touchedNames(admin, command),
    })),
  );
}

/** What the library itself looks for when an application has started: trigger keys that other programs set. */
function sweepPattern({ runtime, tenantReference }: TenantRedis): string {
  const tenant = tenantReference.resolve();
  const [before = '', behind = ''] = runtime.keys.trigger(tenant, 'a', 'i').split(tenant, 2);
  return `${before}*${escapeGlob(behind.slice(0, behind.lastIndexOf('a:i')))}*`;
}

function begins(touched: TouchedName, prefixes: readonly string[]): boolean {
  const beginning = beginningOf(touched);
  return touched.kind !== 'everything' && prefixes.some((prefix) => beginning.startsWith(prefix));
}

/** Why a call failed, unless it was refused: with an error of status 400 to 499. */
async function failureOf(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return isRefusal(error)
      ? undefined
      : `it failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = 'statusCode' in error ? error.statusCode : 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500;
}
