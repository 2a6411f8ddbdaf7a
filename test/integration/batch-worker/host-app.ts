import { Module, type INestApplicationContext } from '@nestjs/common';
import type { InjectionMode } from '@tenantry/redis';
import { afterEach, inject } from 'vitest';
import { HandlerExplorer } from '../../../libs/redis/src/dispatch/handler.explorer.js';
import { HandlerInvoker } from '../../../libs/redis/src/dispatch/handler.invoker.js';
import type { HandlerMethod } from '../../../libs/redis/src/dispatch/handler-method.js';
import { startModuleApp, type ModuleAppParts } from '../../support/module-app.js';
import { StartedApps } from '../../support/started-apps.js';
import { KEY, type NoteEvent } from './host-classes.js';

export interface HostAppParts extends Omit<ModuleAppParts, 'redis'> {
  readonly injection?: InjectionMode;
  readonly maxTenants?: number;
}

@Module({})
class HostsModule {}

/** An application with handlers of the tests' own decorator. */
export class HostApp {
  private constructor(readonly app: INestApplicationContext) {}

  static async start(parts: HostAppParts): Promise<HostApp> {
    const { injection = 'request', maxTenants = 1_000 } = parts;
    const redis = { url: inject('redisUrl'), injection, tenancy: { maxTenants } };
    const app = await startModuleApp(HostsModule, { ...parts, redis });
    return new HostApp(app);
  }

  async close(): Promise<void> {
    await this.app.close();
  }

  handlers(): Array<HandlerMethod<{ name: string }>> {
    return this.app.get(HandlerExplorer, { strict: false }).find<{ name: string }>(KEY);
  }

  /** The only handler of that name. */
  handler(name: string): HandlerMethod<{ name: string }> {
    const [found, another] = this.handlers().filter(({ declaration }) => declaration.name === name);
    if (found === undefined || another !== undefined) throw new Error(`not exactly one handler "${name}"`);
    return found;
  }

  async call(name: string, event: NoteEvent): Promise<unknown> {
    return this.invoke(this.handler(name), event);
  }

  async invoke(handler: HandlerMethod<unknown>, event: { readonly tenant: string }): Promise<unknown> {
    return this.app.get(HandlerInvoker, { strict: false }).invoke(handler, event);
  }
}

/** Starts applications that are closed after the test. */
export function useHostApps(): (parts: HostAppParts) => Promise<HostApp> {
  const apps = new StartedApps(async (parts: HostAppParts) => HostApp.start(parts));
  afterEach(async () => apps.close());
  return async (parts) => apps.start(parts);
}
