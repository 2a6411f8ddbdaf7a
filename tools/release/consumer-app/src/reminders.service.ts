import { Injectable } from '@nestjs/common';
import { OnExpire, TriggerRepository, UserRepository, type ExpiryEvent } from '@tenantry/redis';

/** Injected by type, as applications do: request-scoped repositories beside a trigger's handler. */
@Injectable()
export class Reminders {
  constructor(
    private readonly users: UserRepository,
    private readonly triggers: TriggerRepository,
  ) {}

  async schedule(userId: string): Promise<void> {
    await this.triggers.set('remind', userId, 0.2, { payload: { template: 'welcome' } });
  }

  @OnExpire('remind')
  async remind(event: ExpiryEvent<{ template: string }>): Promise<void> {
    await this.users.updateField(event.identifier, 'reminded', `${event.tenant}/${event.payload?.template}`);
  }
}
