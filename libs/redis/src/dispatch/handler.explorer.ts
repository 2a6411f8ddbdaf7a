import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef } from '@nestjs/core';
import { handlerDeclarations } from './handler.decorator.js';
import type { HandlerHost, HandlerMethod } from './handler-method.js';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/**
 * Finds the methods that a handler decorator marked, on every provider and controller of the application: singletons,
 * request-scoped and durable ones, inherited methods. It instantiates nothing, so it may run in `onModuleInit`.
 *
 * - A host is found once, under its own token: aliases (`useExisting`) are passed over, and so is an instance that
 *   was already found under another token.
 * - A class that two modules provide is two hosts with an instance each, and both are found. Whether that is allowed
 *   is the caller's business.
 * - What a request-scoped *factory* will return is not known before it runs: handlers on it are not found. Provide the
 *   class itself.
 */
@Injectable()
export class HandlerExplorer {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  /** Every declaration made with `declareHandler(key, ...)`, one entry for each. */
  find<Declaration>(key: symbol): HandlerMethod<Declaration>[] {
    const known = new Set<object>();
    const methods: HandlerMethod<Declaration>[] = [];
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const prototype = prototypeOf(wrapper);
      if (prototype === undefined) continue;
      const found = this.#declarationsOn<Declaration>(key, prototype);
      if (found.length === 0) continue;
      const host = hostOf(wrapper);
      if (host === undefined || (host.instance !== undefined && known.has(host.instance))) continue;
      if (host.instance !== undefined) known.add(host.instance);
      methods.push(...found.map((method) => ({ host, ...method })));
    }
    return methods;
  }

  #declarationsOn<Declaration>(
    key: symbol,
    prototype: object,
  ): Array<Omit<HandlerMethod<Declaration>, 'host'>> {
    return this.scanner.getAllMethodNames(prototype).flatMap((methodName) => {
      const method = Reflect.get(prototype, methodName) as object;
      return handlerDeclarations(key, method).map((declaration) => ({
        methodName,
        declaration: declaration as Declaration,
      }));
    });
  }
}

/** A scoped class has a placeholder of its type for an instance, or none at all. */
function prototypeOf(wrapper: Wrapper): object | undefined {
  if (wrapper.isAlias) return undefined;
  const instance: unknown = wrapper.instance;
  if (typeof instance === 'object' && instance !== null) return Reflect.getPrototypeOf(instance) ?? undefined;
  return wrapper.isNotMetatype ? undefined : (wrapper.metatype?.prototype as object | undefined);
}

function hostOf(wrapper: Wrapper): HandlerHost | undefined {
  const moduleRef: unknown = wrapper.host?.providers.get(ModuleRef)?.instance;
  // Nest's own core module has no reference; it hosts no handlers either.
  if (!(moduleRef instanceof ModuleRef)) return undefined;
  const isShared = wrapper.isDependencyTreeStatic() && !wrapper.isTransient;
  return {
    className: prototypeOf(wrapper)?.constructor.name ?? String(wrapper.name),
    moduleName: wrapper.host?.name ?? 'an unknown module',
    token: wrapper.token,
    moduleRef,
    instance: isShared ? (wrapper.instance as object) : undefined,
  };
}
