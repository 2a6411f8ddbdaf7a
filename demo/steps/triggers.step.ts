import type { DemoStep } from '../report/demo-step.js';
import { quantile } from '../report/durations.js';
import { REMINDER_ACTION, scheduleReminder, unremindedUsers, userIds } from './reminders.js';

const TRIGGERS_PER_TENANT = 50;
const FIRST_SECONDS = 0.4;
const LAST_SECONDS = 1.2;
const TIMEOUT_MS = 8_000;
/** Generous: the machine also does everything else. */
const MOST_LAG_MS = 1_000;

export const triggersStep: DemoStep = {
  title: 'Triggers fire when they are due, once, for their tenant',
  run: async (scene, log) => {
    const ids = userIds('timer', TRIGGERS_PER_TENANT);
    const delay = (at: number): number =>
      FIRST_SECONDS + ((LAST_SECONDS - FIRST_SECONDS) * at) / TRIGGERS_PER_TENANT;
    const tenants = ['acme', 'globex'] as const;
    const accepted = await Promise.all(
      tenants.flatMap((tenant) => ids.map(async (id, at) => scheduleReminder(scene, tenant, id, delay(at)))),
    );
    log.did(`${accepted.length} × POST /schedule-work, due in ${FIRST_SECONDS} to ${LAST_SECONDS} s`);
    log.equals('all are accepted', accepted.includes(false), false);

    for (const tenant of tenants) {
      const wanted = { tenant, action: REMINDER_ACTION };
      await scene.runs.all(ids, wanted, TIMEOUT_MS);
      const ran = scene.runs.began(wanted).filter(({ identifier }) => identifier.startsWith('timer-'));
      log.equals(
        `each of ${tenant}'s ran once`,
        ran.map(({ identifier }) => identifier).toSorted(),
        ids.toSorted(),
      );
      log.equals(`and has reminded its user of ${tenant}`, await unremindedUsers(scene, tenant, ids), []);
    }

    const runs = scene.runs.began({ action: REMINDER_ACTION });
    const lags = runs.flatMap(({ lagMs }) => (lagMs === undefined ? [] : [lagMs]));
    const [median, p95, most] = [quantile(lags, 0.5), quantile(lags, 0.95), Math.max(...lags)].map((lag) =>
      lag.toFixed(1),
    );
    log.measured(
      `late by ${median} ms (median), ${p95} ms (95 %), ${most} ms (most)`,
      `late by ${median} ms, at most ${most} ms`,
    );
    log.holds(`none was late by more than ${MOST_LAG_MS} ms`, Math.max(...lags) <= MOST_LAG_MS, `${most} ms`);
    log.equals(
      'none ran in the process that answers requests',
      runs.some(({ pid }) => pid === scene.api.pid),
      false,
    );
  },
};
