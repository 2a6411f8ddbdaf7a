import type { PoolAlias } from '../common/pool-alias.js';
import type { TenantId } from '../common/tenant-id.js';
import type { DefaultTtl } from '../config/ttl-options.js';
import type { RecordIndexing } from './indexes/record-indexing.js';
import { SearchableRepository } from './searchable.repository.js';
import { userIndexing } from './user-indexing.js';
import { UserHandle } from './user.handle.js';

/**
 * User records of the tenant, by user id: hashes in pool `user`, key `<tenant>:user:<userId>`.
 * ```ts
 * await users.upsert('u1', { name: 'Alice', profile, lastLogin: new Date() });
 * const user = await users.get('u1', { models: { profile: UserProfile } });
 * await users.incrementField('u1', 'loginCount');
 * const [alice] = await users.findByField('email', 'alice@example.com'); // with indexes: { user: ['email'] }
 * ```
 */
export class UserRepository extends SearchableRepository {
  protected override readonly pool: PoolAlias = 'user';
  protected override readonly declaration = 'indexes.user';

  /** A handle on one user: the same methods without the id. */
  of(userId: string): UserHandle {
    return new UserHandle(this, userId);
  }

  protected override keyOf(tenant: TenantId, userId: string): string {
    return this.runtime.keys.user(tenant, userId);
  }

  protected override indexing(tenant: TenantId): RecordIndexing {
    return userIndexing(this.runtime, tenant);
  }

  protected override defaultTtl(tenant: TenantId): DefaultTtl {
    return this.runtime.ttlDefaults(tenant).users;
  }
}
