import { Inject, Injectable, type LoggerService, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { InjectionMode, TenancyOptions } from './tenancy-options.js';
import { INJECTION_MODE, TENANCY_OPTIONS } from './tenancy.tokens.js';
import { isTenantStrategyApplied } from './tenant-context-id.strategy.js';
import { LIBRARY_LOGGER } from '../common/logger.token.js';

type Host = ReturnType<DiscoveryService['getProviders']>[number];

/** Metadata by which Nest packages mark methods that run without a request (`@nestjs/schedule`). */
const SCHEDULED_METHOD_KEYS = [
  'SCHEDULE_CRON_OPTIONS',
  'SCHEDULE_INTERVAL_OPTIONS',
  'SCHEDULE_TIMEOUT_OPTIONS',
];
/** That of the module's other lines about the start. */
const LOG_CONTEXT = 'RedisModule';
/** Metadata of `@WebSocketGateway` classes. */
const GATEWAY_KEY = 'websockets:is_gateway';

/** Warns at bootstrap about set-ups that start but do not do what their author expects. */
@Injectable()
export class TenancyBootstrapChecks implements OnApplicationBootstrap {
  constructor(
    @Inject(TENANCY_OPTIONS) private readonly options: TenancyOptions,
    @Inject(INJECTION_MODE) private readonly mode: InjectionMode,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(LIBRARY_LOGGER) private readonly logger: LoggerService,
  ) {}

  onApplicationBootstrap(): void {
    this.#warnAboutUnauthorisedHeader();
    if (this.mode !== 'request') return;
    if (!isTenantStrategyApplied()) {
      this.logger.warn(
        'Another ContextIdStrategy was applied after RedisModule: repositories still find their tenant, but DI ' +
          'sub-trees are no longer divided by tenant. Use ContextIdFactory.apply(composeContextIdStrategy(yours)).',
        LOG_CONTEXT,
      );
    }
    for (const host of this.discovery.getProviders()) {
      const reason = this.#whyNotRequestScoped(host);
      if (reason === undefined) continue;
      this.logger.warn(
        `${host.name} injects tenant-bound repositories, but ${reason}, so Nest cannot build it per request. ` +
          `Use RedisTenants in it, or RedisModule.forRoot({ injection: 'context' }).`,
        LOG_CONTEXT,
      );
    }
  }

  #warnAboutUnauthorisedHeader(): void {
    const { resolve, authorize } = this.options;
    const resolvers = resolve === undefined ? [] : typeof resolve === 'function' ? [resolve] : resolve;
    const development = ['development', 'test'].includes(process.env['NODE_ENV'] ?? '');
    if (authorize !== undefined || development || !resolvers.some((resolver) => resolver.trustsClient))
      return;
    this.logger.warn(
      'tenancy.resolve believes a client header (fromHeader) and there is no tenancy.authorize: any client can ' +
        'name any tenant. Add tenancy.authorize, or make sure that a gateway sets the header.',
      LOG_CONTEXT,
    );
  }

  #whyNotRequestScoped(host: Host): string | undefined {
    const type = host.metatype;
    if (typeof type !== 'function' || host.isDependencyTreeStatic()) return undefined;
    if (Reflect.getMetadata(GATEWAY_KEY, type) === true) return 'it is a WebSocket gateway';
    const prototype = type.prototype as Record<string, unknown> | undefined;
    if (prototype === undefined || prototype === null) return undefined;
    const methods = this.scanner.getAllMethodNames(prototype);
    if (methods.includes('authenticate') && methods.includes('validate')) return 'it is a Passport strategy';
    const scheduled = methods.find((name) =>
      SCHEDULED_METHOD_KEYS.some((key) => Reflect.hasMetadata(key, prototype[name] as object)),
    );
    return scheduled === undefined ? undefined : `its method ${scheduled} runs on a schedule`;
  }
}
