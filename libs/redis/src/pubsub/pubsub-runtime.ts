import type { LoggerService } from '@nestjs/common';
import type { ValueCodec } from '../codec/value-codec.js';
import type { PoolClients } from '../connections/pool-clients.js';
import type { TenantReference } from '../context/tenant-reference.js';
import type { ChannelHub } from './channel-hub.js';
import type { ChannelNames } from './channel-names.js';

/** Injection token of {@link PubSubRuntime}. */
export const PUBSUB_RUNTIME = Symbol('tenantry:pubsub-runtime');

/** What all publishers and subscribers of an application share. */
export interface PubSubRuntime {
  readonly pools: PoolClients;
  readonly hub: ChannelHub;
  readonly names: ChannelNames;
  readonly codec: ValueCodec;
  readonly logger: LoggerService;
}

/** What a tenant's publisher and subscriber are constructed from. */
export interface PubSubScope {
  readonly tenantReference: TenantReference;
  /** @internal */
  readonly pubsub: PubSubRuntime;
}
