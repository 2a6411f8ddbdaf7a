import { Inject, Injectable } from '@nestjs/common';
import { OnExpire, SharedStateRepository, type ExpiryEvent } from '@tenantry/redis';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONVERSATION_STATE } from '../../src/conversation/conversation-state.js';

/** Action of triggers that take long: long enough to kill the process that runs one. */
export const EXPORT_ACTION = 'demo_export';
const EXPORT_MS = 2_000;

/** Stands for work that takes a while: writes an export into the state of a user. */
@Injectable()
export class ExportsHandler {
  constructor(@Inject(SharedStateRepository) private readonly sharedState: SharedStateRepository) {}

  @OnExpire(EXPORT_ACTION)
  async build({ identifier: userId, attempt, signal }: ExpiryEvent): Promise<void> {
    await sleep(EXPORT_MS, undefined, { signal });
    await this.sharedState
      .of(userId)
      .upsert(CONVERSATION_STATE, { export: { builtBy: process.pid, attempt } });
  }
}
