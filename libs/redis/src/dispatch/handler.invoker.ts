import { Inject, Injectable } from '@nestjs/common';
import { ContextIdFactory } from '@nestjs/core';
import type { HandlerHost, HandlerMethod } from './handler-method.js';
import { TENANT_RUNNER, type TenantEvent, type TenantRunner } from './tenant-runner.js';

/**
 * Calls handlers for events. Everything happens inside the `TenantContext` of the event's tenant, so that a
 * singleton reads the tenant from there, and a request-scoped host has the tenant's repositories injected. Such a host
 * is resolved per event; a durable one is reused by all events of its tenant until the tenant's DI sub-tree is
 * evicted.
 */
@Injectable()
export class HandlerInvoker {
  constructor(@Inject(TENANT_RUNNER) private readonly tenants: TenantRunner) {}

  /**
   * Calls the handler with the event. `@Inject(REQUEST)` in a request-scoped host (not a durable one) is the event.
   *
   * @returns what the handler returns: no promise is made for a handler that makes none
   * @throws InvalidTenantError, and whatever the handler or the construction of its host throws
   */
  invoke({ host, methodName }: HandlerMethod<unknown>, event: TenantEvent): unknown {
    return this.tenants.run(event.tenant, () => {
      if (host.instance !== undefined) return callMethod(host.instance, methodName, event);
      return resolveHost(host, event).then((instance) => callMethod(instance, methodName, event));
    });
  }
}

function callMethod(instance: object, methodName: string, event: TenantEvent): unknown {
  const handler = Reflect.get(instance, methodName) as (event: TenantEvent) => unknown;
  return handler.call(instance, event);
}

async function resolveHost({ moduleRef, token }: HandlerHost, event: TenantEvent): Promise<object> {
  // The strategy attaches the tenant's sub-tree here: it has to run inside the tenant's context.
  const contextId = ContextIdFactory.getByRequest(event);
  moduleRef.registerRequestByContextId(event, contextId);
  return moduleRef.resolve<unknown, object>(token, contextId, { strict: true });
}
