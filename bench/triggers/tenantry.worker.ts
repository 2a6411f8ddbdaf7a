import { Inject, Injectable, Module } from '@nestjs/common';
import { OnExpire, type ExpiryEvent } from '@tenantry/redis';
import type { RunRecorder, TenantryContender } from './contender.js';
import { ACTION, type ReminderPayload } from './reminder.js';
import { startContext, tenantryModule } from './tenantry.application.js';

const RECORDER = Symbol('recorder');

@Injectable()
class ReminderHandler {
  constructor(@Inject(RECORDER) private readonly recorder: RunRecorder) {}

  @OnExpire(ACTION)
  async remind({ tenant, dueAt, payload }: ExpiryEvent<ReminderPayload>): Promise<void> {
    this.recorder.record(tenant, dueAt.getTime(), payload.template);
  }
}

@Module({})
class WorkerModule {}

/** Ours: an application with one `@OnExpire` method. Runs until the process ends. */
export async function startTenantryWorker(
  contender: TenantryContender,
  url: string,
  recorder: RunRecorder,
): Promise<void> {
  await startContext({
    module: WorkerModule,
    imports: [tenantryModule(contender, url, true)],
    providers: [{ provide: RECORDER, useValue: recorder }, ReminderHandler],
  });
}
