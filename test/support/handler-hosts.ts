import { Controller, Injectable, type Provider, type Type } from '@nestjs/common';

/** A kind of class that handlers can be methods of. */
export interface HostCase {
  readonly name: string;
  readonly providers?: Provider[];
  readonly controllers?: Type[];
  readonly actions: string[];
  /** Instances that handled something. */
  readonly hosts: number;
}

export interface HostClasses {
  /** Handles the actions "first" and "second". */
  readonly singleton: Type<object>;
  /** Handles "durable". */
  readonly durable: Type<object>;
  /** Handles "durable". */
  readonly requestScoped: Type<object>;
}

/** The kinds of hosts that every worker has to manage. `calls`: how often it calls a handler. */
export function hostCases(
  { singleton, durable, requestScoped }: HostClasses,
  { tenants, calls }: { readonly tenants: number; readonly calls: number },
): HostCase[] {
  @Injectable()
  class Inheriting extends durable {}

  @Controller('users')
  class UsersController extends durable {}

  const actions = ['durable'];
  return [
    {
      name: 'a singleton with two handlers',
      providers: [singleton, { provide: 'alias', useExisting: singleton }],
      actions: ['first', 'second'],
      hosts: 1,
    },
    { name: 'a durable host', providers: [durable], actions, hosts: tenants },
    { name: 'a request-scoped host', providers: [requestScoped], actions, hosts: calls },
    { name: 'a host that inherits its handler', providers: [Inheriting], actions, hosts: tenants },
    { name: 'a controller', controllers: [UsersController], actions, hosts: tenants },
  ];
}
