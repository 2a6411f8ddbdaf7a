import type { InjectionToken } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';

/** The provider or controller that a handler is a method of. */
export interface HandlerHost {
  /** Name of its class. */
  readonly className: string;
  /** Name of the module that provides it. */
  readonly moduleName: string;
  readonly token: InjectionToken;
  /** The reference of that module: resolving through it finds this host and no other of the same class. */
  readonly moduleRef: ModuleRef;
  /** The one instance; undefined if Nest makes the host per event (request-scoped, durable or transient). */
  readonly instance: object | undefined;
}

/** A method that a decorator declared to be a handler. */
export interface HandlerMethod<Declaration> {
  readonly host: HandlerHost;
  readonly methodName: string;
  /** What the decorator said about it. */
  readonly declaration: Declaration;
}

/** Names a handler in messages: `Invoices.send (in BillingModule)`. */
export function describeHandler({ host, methodName }: HandlerMethod<unknown>): string {
  return `${host.className}.${methodName} (in ${host.moduleName})`;
}
