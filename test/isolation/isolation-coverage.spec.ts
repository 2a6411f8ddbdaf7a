import {
  BatchRepository,
  KeyValueRepository,
  RedisPublisher,
  RedisSubscriber,
  TenantRedis,
  TriggerRepository,
  UserRepository,
} from '@tenantry/redis';
import { describe, expect, it } from 'vitest';
import { LeasedItem } from '../../libs/redis/src/repositories/batch/leased-item.js';
import { SharedStateOfUsers } from '../../libs/redis/src/repositories/shared-state/shared-state-of-users.js';
import { SharedStateRepository } from '../../libs/redis/src/repositories/shared-state/shared-state.repository.js';
import { StateHandlerRepository } from '../../libs/redis/src/repositories/state-handlers/state-handler.repository.js';
import { StatesOfHandler } from '../../libs/redis/src/repositories/state-handlers/states-of-handler.js';
import { StatesOfUser } from '../../libs/redis/src/repositories/state-handlers/states-of-user.js';
import { TableRepository } from '../../libs/redis/src/repositories/tables/table.repository.js';
import { Table } from '../../libs/redis/src/repositories/tables/table.js';
import { TypedTable } from '../../libs/redis/src/repositories/tables/typed-table.js';
import { UserHandle } from '../../libs/redis/src/repositories/user.handle.js';
import { REPOSITORY_CALLS, type RepositoryName } from './repository-calls.js';

type AnyClass = abstract new (...args: never[]) => object;

/** Each repository with the classes of the handles that its methods return. */
const CLASSES: Record<
  RepositoryName,
  { readonly repository: AnyClass; readonly handles: Readonly<Record<string, AnyClass>> }
> = {
  users: { repository: UserRepository, handles: { of: UserHandle } },
  handlers: { repository: StateHandlerRepository, handles: { of: StatesOfUser, named: StatesOfHandler } },
  tables: { repository: TableRepository, handles: { of: Table, 'of (typed)': TypedTable } },
  sharedState: {
    repository: SharedStateRepository,
    handles: { of: SharedStateRepository, named: SharedStateOfUsers },
  },
  triggers: { repository: TriggerRepository, handles: {} },
  batch: { repository: BatchRepository, handles: { claim: LeasedItem } },
  keyValue: { repository: KeyValueRepository, handles: {} },
  publisher: { repository: RedisPublisher, handles: {} },
  subscriber: { repository: RedisSubscriber, handles: {} },
};

/** Methods that are no calls of their own: protected ones, which a prototype does not tell apart. */
const NO_CALLS = new Set([
  'constructor',
  'tenant',
  'client',
  'key',
  'execute',
  'executeRead',
  'afterFailedRead',
  'keyOf',
  'defaultTtl',
  'read',
  'write',
  'group',
  'indexing',
  'indexedKey',
  'mergeFields',
  'engineCall',
  'onEngine',
  'readEngine',
  'nameOf',
  'channelTarget',
  'patternTarget',
]);

function methodsOf(type: AnyClass): string[] {
  const methods = new Set<string>();
  let prototype = type.prototype as object;
  while (prototype !== Object.prototype) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof value === 'function' && !NO_CALLS.has(name)) methods.add(name);
    }
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  return [...methods];
}

/** Methods of the repository, and in place of those that return a handle the methods of the handle. */
function expectedCalls(name: RepositoryName): string[] {
  const { repository, handles } = CLASSES[name];
  const returnHandles = (method: string) => Object.hasOwn(handles, method);
  const through = Object.entries(handles).flatMap(([method, handle]) =>
    methodsOf(handle)
      .filter((called) => !returnHandles(called))
      .map((called) => `${method}.${called}`),
  );
  return [...methodsOf(repository).filter((method) => !returnHandles(method)), ...through];
}

describe('The isolation suite', () => {
  it.each(Object.keys(CLASSES) as RepositoryName[])('covers every method of %s', (name) => {
    const covered = Object.keys(REPOSITORY_CALLS[name]).map((call) => call.replace(/ \([^)]*\)$/, ''));
    expect([...new Set(covered)].toSorted()).toEqual(expectedCalls(name).toSorted());
  });

  it('covers every repository of a tenant', () => {
    const getters = Object.getOwnPropertyNames(TenantRedis.prototype).filter(
      (name) => name !== 'constructor',
    );
    expect(Object.keys(REPOSITORY_CALLS).toSorted()).toEqual(getters.toSorted());
  });
});
