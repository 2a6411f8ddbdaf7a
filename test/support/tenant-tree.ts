import type { INestApplicationContext, Type } from '@nestjs/common';
import { ContextIdFactory } from '@nestjs/core';
import { RedisTenants } from '@tenantry/redis';

/** Resolves a request-scoped provider as a request of the tenant would. */
export async function inTenantTree<T>(
  app: INestApplicationContext,
  tenant: string,
  type: Type<T>,
): Promise<T> {
  return app.get(RedisTenants).run(tenant, async () => {
    const request = {};
    const contextId = ContextIdFactory.getByRequest(request);
    app.registerRequestByContextId(request, contextId);
    return app.resolve(type, contextId);
  });
}
