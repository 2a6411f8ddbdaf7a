import type { ModelMap } from '../../codec/models.js';
import { GroupedRepository } from '../grouped.repository.js';
import type { ModelsOption, WriteOptions } from '../repository-options.js';
import type { TenantScope } from '../tenant-scope.js';
import type { MergedState } from './merged-state.js';
import { StatesOfHandler } from './states-of-handler.js';
import { StatesOfUser } from './states-of-user.js';

/**
 * What conversation handlers remember of each user of the tenant: hashes in pool `handlers`, key
 * `<tenant>:state:<handler>:<userId>`. They expire after half the default.
 * ```ts
 * await handlers.upsert('chat', 'u1', { step: 1 });
 * const chat = handlers.of('u1');                      // bound to the user
 * await chat.merge('chat', { step: 2 });               // the merged state
 * await handlers.named('chat').findByField('step', 2); // with indexes: { handlers: ['step'] }
 * ```
 */
export class StateHandlerRepository extends GroupedRepository {
  readonly #scope: TenantScope;

  constructor(scope: TenantScope) {
    super(scope);
    this.#scope = scope;
  }

  /** The states of one user, by handler. */
  of(userId: string): StatesOfUser {
    return new StatesOfUser(this.#scope, userId);
  }

  /** The states of one handler, by user. */
  named(handler: string): StatesOfHandler {
    return new StatesOfHandler(this.#scope, handler);
  }

  /**
   * Writes the named fields, as `upsert` does, and returns the state as it is then. Shallow and atomic: fields that
   * are not named are neither read nor rewritten, whoever writes them at the same time.
   * @returns the whole state with `handler_type` and `timestamp`, which are not stored
   * @throws UnsupportedValueError | ModelValidationError
   */
  merge<const M extends ModelMap | undefined = undefined>(
    handler: string,
    userId: string,
    data: object,
    options?: WriteOptions & ModelsOption<M>,
  ): Promise<MergedState<M>> {
    return this.named(handler).merge(userId, data, options);
  }

  protected override group(handler: string): StatesOfHandler {
    return this.named(handler);
  }
}
