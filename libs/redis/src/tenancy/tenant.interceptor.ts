import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { from, mergeMap, Observable } from 'rxjs';
import { runWithStore, type TenantContextStore } from '../context/tenant-context.js';
import { parseTenantId } from '../context/tenant-id.js';
import type { MessageIdentity, TenancyOptions } from './tenancy-options.js';
import { TENANCY_OPTIONS } from './tenancy.tokens.js';
import { TenantTrees } from './tenant-trees.js';

/**
 * Opens the tenant context of WebSocket and microservice messages, which no HTTP hook sees. The tenant comes
 * from `tenancy.resolveMessage`, or is `tenancy.fixed`. HTTP requests pass through unchanged.
 */
@Injectable()
export class TenantInterceptor implements NestInterceptor {
  readonly #options: TenancyOptions;
  readonly #trees: TenantTrees;

  constructor(@Inject(TENANCY_OPTIONS) options: TenancyOptions, @Inject(TenantTrees) trees: TenantTrees) {
    this.#options = options;
    this.#trees = trees;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') return next.handle();
    return from(this.#identify(context)).pipe(
      mergeMap((identity) => {
        const store: TenantContextStore = {
          tenant: identity === undefined ? undefined : parseTenantId(identity.tenant),
          userId: identity?.userId,
          application: this.#trees,
        };
        // The handler runs at subscription, so the subscription has to happen inside the context.
        return new Observable((subscriber) => runWithStore(store, () => next.handle().subscribe(subscriber)));
      }),
    );
  }

  async #identify(context: ExecutionContext): Promise<MessageIdentity | undefined> {
    const found = await this.#options.resolveMessage?.(context);
    if (typeof found === 'string') return { tenant: found };
    if (found !== undefined && found !== null) return found;
    return this.#options.fixed === undefined ? undefined : { tenant: this.#options.fixed };
  }
}
