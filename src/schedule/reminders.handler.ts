import { Inject, Injectable, Logger } from '@nestjs/common';
import { OnExpire, SharedStateRepository, UnrecoverableError, type ExpiryEvent } from '@tenantry/redis';
import { SEND_REMINDER } from './actions.js';

/** State of a user that shows the reminder sent last. */
const STATE = 'reminders';

const TEMPLATES: ReadonlyMap<string, string> = new Map([
  ['default', 'You asked to be reminded.'],
  ['welcome', 'Welcome! Is there anything we can help with?'],
]);

/** What `send_reminder` triggers may carry. */
interface ReminderPayload {
  /** Name of a template. @default 'default' */
  readonly template?: string;
}

/** Sends reminders. This app has nobody to send them to: they go to the log, and into a state of the user. */
@Injectable()
export class RemindersHandler {
  readonly #logger = new Logger(RemindersHandler.name);

  constructor(@Inject(SharedStateRepository) private readonly sharedState: SharedStateRepository) {}

  @OnExpire(SEND_REMINDER, { attempts: 5, backoff: { type: 'exponential', delayMs: 1_000 } })
  async send(event: ExpiryEvent<ReminderPayload | null>): Promise<void> {
    const { tenant, identifier: userId, payload, dueAt, attempt } = event;
    const template = payload?.template ?? 'default';
    const text = TEMPLATES.get(template);
    if (text === undefined) throw new UnrecoverableError(`There is no template ${JSON.stringify(template)}.`);
    await this.sharedState.of(userId).upsert(STATE, { last: { text, dueAt, attempt } });
    this.#logger.log(`Reminded user ${JSON.stringify(userId)} of ${tenant}: ${text}`);
  }
}
