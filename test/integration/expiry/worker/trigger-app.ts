import { Module, type INestApplicationContext, type Type } from '@nestjs/common';
import {
  ExpiryEvents,
  ExpiryHandlerRegistry,
  ExpirySchedule,
  OnExpire,
  RedisTenants,
  type ExpiryEvent,
  type ExpiryOptions,
  type OnExpireOptions,
  type TriggerRepository,
} from '@tenantry/redis';
import { ExpiryEngines } from '../../../../libs/redis/src/expiry/expiry-engines.js';
import { functionHandler } from '../../../support/function-handler.js';
import { startModuleApp, type ModuleAppParts } from '../../../support/module-app.js';
import { RecordingLogger } from '../../../support/recording-logger.js';
import { StartedApps } from '../../../support/started-apps.js';
import { uniqueName } from '../../../support/unique-name.js';

export interface TriggerAppParts extends ModuleAppParts {
  readonly expiry?: ExpiryOptions;
  /** Applications with the same one share triggers. @default one of its own */
  readonly namespace?: string;
}

/** A Nest application that schedules triggers, and runs those it has handlers for. */
export interface TriggerApp {
  readonly app: INestApplicationContext;
  readonly log: RecordingLogger;
  readonly namespace: string;
  readonly engines: ExpiryEngines;
  readonly events: ExpiryEvents;
  readonly registry: ExpiryHandlerRegistry;
  readonly schedule: ExpirySchedule;
  readonly triggersOf: (tenant: string) => TriggerRepository;
  readonly close: () => Promise<void>;
}

@Module({})
class TriggerAppModule {}

export async function startTriggerApp(parts: TriggerAppParts): Promise<TriggerApp> {
  const { namespace = uniqueName('app') } = parts;
  const log = new RecordingLogger();
  const expiry: ExpiryOptions = { notifications: 'off', ...parts.expiry };
  const app = await startModuleApp(TriggerAppModule, {
    ...parts,
    redis: { logger: log, namespace, expiry, ...parts.redis },
  });
  const tenants = app.get(RedisTenants);
  return {
    app,
    log,
    namespace,
    engines: app.get(ExpiryEngines),
    events: app.get(ExpiryEvents),
    registry: app.get(ExpiryHandlerRegistry),
    schedule: app.get(ExpirySchedule),
    triggersOf: (tenant) => tenants.for(tenant).triggers,
    close: async () => app.close(),
  };
}

/** A singleton that handles an action with a function. */
export function handlerOf<T>(
  action: string,
  handle: (event: ExpiryEvent<T>) => unknown,
  options: OnExpireOptions = {},
): Type {
  return functionHandler(OnExpire(action, options), handle);
}

/** Starts applications, and closes them after each test. */
export class TriggerApps extends StartedApps<TriggerAppParts, TriggerApp> {
  constructor() {
    super(startTriggerApp);
  }
}
