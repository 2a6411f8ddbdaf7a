import {
  MissingUserError,
  TenantContext,
  type RedisTenants,
  type SharedStateRepository,
} from '@tenantry/redis';

/**
 * The shared states of the running context's user, bound to this user and tenant: used in the context of another
 * tenant they refuse.
 *
 * @throws MissingTenantError | MissingUserError
 */
export function currentStates(tenants: RedisTenants): SharedStateRepository {
  const { userId } = TenantContext.require();
  if (userId === undefined) throw new MissingUserError('sharedState');
  return tenants.current().sharedState.of(userId);
}
