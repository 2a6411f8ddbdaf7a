import { Module, type INestApplicationContext, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RedisModule, type InjectionMode } from '@tenantry/redis';
import { afterEach, inject } from 'vitest';
import { HandlerExplorer } from '../../../libs/redis/src/dispatch/handler.explorer.js';
import { HandlerInvoker } from '../../../libs/redis/src/dispatch/handler.invoker.js';
import type { HandlerMethod } from '../../../libs/redis/src/dispatch/handler-method.js';
import { KEY, type NoteEvent } from './host-classes.js';

export interface HostAppParts {
  readonly providers?: Provider[];
  readonly controllers?: Type[];
  readonly imports?: Type[];
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
    const app = await NestFactory.createApplicationContext(
      {
        module: HostsModule,
        imports: [
          RedisModule.forRoot({ url: inject('redisUrl'), env: false, injection, tenancy: { maxTenants } }),
          ...(parts.imports ?? []),
        ],
        controllers: parts.controllers ?? [],
        providers: parts.providers ?? [],
      },
      { logger: ['error', 'warn'], abortOnError: false },
    );
    return new HostApp(app);
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
  const running: HostApp[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map(async ({ app }) => app.close()));
  });
  return async (parts) => {
    const hosts = await HostApp.start(parts);
    running.push(hosts);
    return hosts;
  };
}
