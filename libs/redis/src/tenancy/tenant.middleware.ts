import { Inject, Injectable, type NestMiddleware } from '@nestjs/common';
import { runWithStore, type TenantContextStore } from '../context/tenant-context.js';
import type { TenancyRequest } from './tenancy-options.js';
import { isPromise, TenantResolution, type ResolvedIdentity } from './tenant-resolution.js';
import { TenantTrees } from './tenant-trees.js';

/**
 * Opens the tenant context of an HTTP request, before Nest builds anything for it. The context is opened also
 * when no tenant is found, so that public routes work and a guard may assign one.
 *
 * The module installs it by itself on Express and Fastify; mount it by hand only on other HTTP adapters.
 */
@Injectable()
export class TenantMiddleware implements NestMiddleware<TenancyRequest, unknown> {
  readonly #resolution: TenantResolution;
  readonly #trees: TenantTrees;

  constructor(
    @Inject(TenantResolution) resolution: TenantResolution,
    @Inject(TenantTrees) trees: TenantTrees,
  ) {
    this.#resolution = resolution;
    this.#trees = trees;
  }

  /** Opens the context of a request, resolves its tenant and user, and goes on inside. */
  use(request: TenancyRequest, _response: unknown, next: (error?: Error) => void): void {
    const store: TenantContextStore = { tenant: undefined, userId: undefined, application: this.#trees };
    runWithStore(store, () => {
      const proceed = (identity: ResolvedIdentity): void => {
        store.tenant = identity.tenant;
        store.userId = identity.userId;
        next();
      };
      let identity;
      try {
        identity = this.#resolution.identify(request);
      } catch (error) {
        next(asError(error));
        return;
      }
      if (isPromise(identity)) identity.then(proceed, (error: unknown) => next(asError(error)));
      else proceed(identity);
    });
  }
}

/** A falsy value handed to `next` would let the request through. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error('A tenant resolver threw something that is not an error.', { cause: thrown });
}
