import { Inject, Injectable, Module } from '@nestjs/common';
import {
  OnExpire,
  TenantContext,
  TriggerRepository,
  UserRepository,
  type ExpiryEvent,
} from '@tenantry/redis';

/** What users test: a request-scoped class that writes records, and hosts a handler. */
@Injectable()
export class Onboarding {
  constructor(
    @Inject(UserRepository) readonly users: UserRepository,
    @Inject(TriggerRepository) readonly triggers: TriggerRepository,
  ) {}

  async signUp(userId: string, name: string): Promise<void> {
    await this.users.set(userId, { name, signedUpBy: TenantContext.require().tenant });
    await this.triggers.set('send_reminder', userId, 3_600, { payload: { template: 'welcome' } });
  }

  @OnExpire('send_reminder')
  async remind({ identifier, payload }: ExpiryEvent<{ template: string }>): Promise<void> {
    await this.users.updateField(identifier, 'reminded', payload.template);
  }
}

@Module({ providers: [Onboarding], exports: [Onboarding] })
export class OnboardingModule {}
