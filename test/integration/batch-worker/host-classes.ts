import { Controller, Inject, Injectable, Module, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { RedisTenants, TenantContext, UserRepository } from '@tenantry/redis';
import { declareHandler } from '../../../libs/redis/src/dispatch/handler.decorator.js';

export const KEY = Symbol('test:handles');
export const Handles = (name: string): MethodDecorator => declareHandler(KEY, { name });

export interface NoteEvent {
  readonly tenant: string;
  readonly note: string;
}

/** Hosts made so far. */
export const made = { count: 0 };

@Injectable()
export class Singleton {
  readonly id = ++made.count;
  constructor(@Inject(RedisTenants) private readonly tenants: RedisTenants) {}

  @Handles('a')
  @Handles('b')
  async note(event: NoteEvent): Promise<unknown> {
    const users = this.tenants.current().users;
    await users.upsert(event.note, { owner: event.tenant });
    return { tenant: TenantContext.require().tenant, stored: await users.get(event.note) };
  }
}

@Injectable()
export class Durable {
  readonly id = ++made.count;
  constructor(@Inject(UserRepository) protected readonly users: UserRepository) {}

  @Handles('durable')
  async note(event: NoteEvent): Promise<unknown> {
    await this.users.upsert(event.note, { owner: event.tenant });
    return { id: this.id, stored: await this.users.get(event.note) };
  }
}

@Injectable({ scope: Scope.REQUEST })
export class RequestScoped extends Durable {
  constructor(
    @Inject(UserRepository) users: UserRepository,
    @Inject(REQUEST) readonly request: unknown,
  ) {
    super(users);
  }

  @Handles('scoped')
  async own(event: NoteEvent): Promise<unknown> {
    return { id: this.id, isRequest: this.request === event, stored: await this.users.get(event.note) };
  }
}

@Injectable()
export class Overriding extends Durable {
  override async note(): Promise<unknown> {
    return 'not declared';
  }
}

@Injectable({ scope: Scope.TRANSIENT })
export class Transient {
  readonly id = ++made.count;

  @Handles('transient')
  note(): number {
    return this.id;
  }
}

@Controller('notes')
export class Notes extends Durable {}

@Injectable()
export class Failing {
  @Handles('failing')
  async note(): Promise<void> {
    throw new Error('as the handler said');
  }
}

@Injectable({ scope: Scope.REQUEST })
export class Named {
  constructor(@Inject('name') private readonly name: string) {}

  @Handles('named')
  note(): string {
    return this.name;
  }
}

@Module({ providers: [Named, { provide: 'name', useValue: 'one' }] })
export class OneNamedModule {}

@Module({ providers: [Named, { provide: 'name', useValue: 'other' }] })
export class OtherNamedModule {}

@Module({ providers: [Failing] })
export class OneFailingModule {}

@Module({ providers: [Failing] })
export class OtherFailingModule {}
