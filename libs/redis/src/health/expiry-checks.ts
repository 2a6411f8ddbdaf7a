import type { PoolAlias } from '../common/pool-alias.js';
import { primariesOf } from '../connections/checks/pool-checks.js';
import { SharedQuestions } from '../connections/checks/shared-questions.js';
import { sendInternal } from '../connections/guard/internal-command.js';
import type { RedisConnectionManager } from '../connections/redis-connection.manager.js';
import { flagsToSet } from '../expiry/bridge/notification-flags.js';
import type { ExpirySchedule, ScheduleStatistics } from '../expiry/expiry-schedule.js';
import type { StatusLimits } from './exceeded-limits.js';
import {
  expiryHealth,
  unknownExpiryHealth,
  type ExpiryPoolHealth,
  type NotificationsSetting,
} from './expiry-health.js';
import type { ExpiryLimits } from './health-options.js';

/** A pool of triggers: an object, so that its questions can be shared. */
interface ListenedPool {
  readonly pool: PoolAlias;
}

interface ScheduleFindings {
  readonly stats: ScheduleStatistics;
  readonly notifications: NotificationsSetting;
}

/** Finds out how the triggers of all pools are, within the time it is given. */
export class ExpiryChecks {
  readonly #pools: RedisConnectionManager;
  readonly #schedule: ExpirySchedule;
  readonly #listened: readonly ListenedPool[];
  readonly #questions = new SharedQuestions<ListenedPool, ScheduleFindings>(async ({ pool }) =>
    this.#ask(pool),
  );

  constructor(pools: RedisConnectionManager, schedule: ExpirySchedule) {
    this.#pools = pools;
    this.#schedule = schedule;
    this.#listened = schedule.pools().map((pool) => ({ pool }));
  }

  async check(timeoutMs: number, limits: StatusLimits<ExpiryLimits>): Promise<ExpiryPoolHealth[]> {
    return Promise.all(
      this.#listened.map(async (listened) => {
        const answer = await this.#questions.answer(listened, timeoutMs);
        if (answer.kind === 'answered') {
          return expiryHealth(answer.value.stats, answer.value.notifications, limits);
        }
        const why = answer.kind === 'failed' ? answer.error.message : `no answer within ${timeoutMs} ms`;
        return unknownExpiryHealth(listened.pool, why);
      }),
    );
  }

  async #ask(pool: PoolAlias): Promise<ScheduleFindings> {
    const [stats, notifications] = await Promise.all([
      this.#schedule.stats({ pool }),
      this.#notifications(pool),
    ]);
    return { stats, notifications };
  }

  /** Of a cluster every node has to announce its keys. */
  async #notifications(pool: PoolAlias): Promise<NotificationsSetting> {
    try {
      const nodes = primariesOf(this.#pools.client(pool)).filter(({ status }) => status === 'ready');
      const replies = await Promise.all(
        nodes.map(async (node) => sendInternal(node, 'config', ['get', 'notify-keyspace-events'])),
      );
      const flags = replies.map((reply) => (Array.isArray(reply) ? reply[1] : undefined));
      if (flags.length === 0 || flags.some((each) => typeof each !== 'string')) return 'unknown';
      // No flags beside those that the bridge always needs.
      return flags.every((each) => flagsToSet(String(each), '') === undefined) ? 'enabled' : 'disabled';
    } catch {
      return 'unknown';
    }
  }
}
