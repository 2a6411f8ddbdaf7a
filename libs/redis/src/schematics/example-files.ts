import type { NewFile } from './new-file.js';

/** An application's first trigger: a service that sets it, a handler that it calls, and their module. */
export function exampleFiles(extension: '.js' | ''): NewFile[] {
  return [
    { path: 'reminders/reminders.module.ts', text: moduleText(extension) },
    { path: 'reminders/reminders.service.ts', text: SERVICE },
    { path: 'reminders/reminder.handler.ts', text: handlerText(extension) },
  ];
}

function moduleText(extension: string): string {
  return `import { Module } from '@nestjs/common';
import { ReminderHandler } from './reminder.handler${extension}';
import { RemindersService } from './reminders.service${extension}';

@Module({ providers: [ReminderHandler, RemindersService], exports: [RemindersService] })
export class RemindersModule {}
`;
}

const SERVICE = `import { Injectable } from '@nestjs/common';
import { RedisTenants } from '@tenantry/redis';

/** What a reminder carries. */
export interface ReminderPayload {
  readonly text: string;
}

/** Sets reminders. They fire once, also if the application was down at that moment. */
@Injectable()
export class RemindersService {
  constructor(private readonly tenants: RedisTenants) {}

  /** Setting the reminder of a user again moves it. */
  async remind(tenant: string, userId: string, seconds: number, text: string): Promise<void> {
    const payload: ReminderPayload = { text };
    await this.tenants.for(tenant).triggers.set('send_reminder', userId, seconds, { payload });
  }
}
`;

function handlerText(extension: string): string {
  return `import { Injectable, Logger } from '@nestjs/common';
import { OnExpire, type ExpiryEvent } from '@tenantry/redis';
import type { ReminderPayload } from './reminders.service${extension}';

@Injectable()
export class ReminderHandler {
  private readonly logger = new Logger(ReminderHandler.name);

  /** Tried three times; then \`triggers.deadLetters()\` has it. It may run twice if a process dies: event.runId tells. */
  @OnExpire('send_reminder')
  sendReminder(event: ExpiryEvent<ReminderPayload | null>): void {
    this.logger.log(\`\${event.tenant}: remind \${event.identifier}: \${event.payload?.text ?? ''}\`);
  }
}
`;
}
