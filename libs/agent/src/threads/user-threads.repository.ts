import { UserRepository, type WriteOptions } from '@tenantry/redis';
import { agentThreadsChange, type ThreadChange } from '../scripts/agent-threads-change.script.js';

/** The user records, with a write that changes a part of one field. */
export class UserThreadsRepository extends UserRepository {
  /** @returns whether anything was changed @throws FieldTypeError if the field holds something else */
  async changeThreads(
    operation: string,
    userId: string,
    field: string,
    changes: readonly ThreadChange[],
    options: WriteOptions,
  ): Promise<boolean> {
    return this.write(
      operation,
      userId,
      options,
      (client, user, ttl) => changes.length > 0 && agentThreadsChange(client, user, ttl, field, changes),
      field,
    );
  }
}
