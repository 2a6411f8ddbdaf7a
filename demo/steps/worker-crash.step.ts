import { EXPORT_ACTION } from '../processes/exports.handler.js';
import { LEASE_MS } from '../processes/trigger-options.js';
import type { DemoStep } from '../report/demo-step.js';
import { milliseconds } from '../report/durations.js';
import { REMINDER_ACTION, scheduleReminder, unremindedUsers, userIds } from './reminders.js';

const REMINDERS = 30;
const TIMEOUT_MS = 8_000;

interface Conversation {
  readonly export?: unknown;
}

export const workerCrashStep: DemoStep = {
  title: 'A worker is killed in the middle of a trigger: another one runs it',
  run: async (scene, log) => {
    const wanted = { tenant: 'acme', action: EXPORT_ACTION, identifier: 'carol' };
    await scene.acme.post('/schedule-work', { action: EXPORT_ACTION, userId: 'carol', delaySeconds: 0.1 });
    const first = await scene.runs.nth(1, wanted, TIMEOUT_MS);
    log.did(`POST /schedule-work: an export, which takes long; process ${first.pid} has begun it`);

    const others = userIds('bystander', REMINDERS);
    const accepted = await Promise.all(
      others.map(async (id, at) => scheduleReminder(scene, 'acme', id, (at + 1) / 100)),
    );
    log.equals(`${REMINDERS} reminders are accepted beside it`, accepted.includes(false), false);
    log.equals('it is not done yet', scene.runs.succeeded(wanted).length, 0);
    const victim = scene.workers.find(({ pid }) => pid === first.pid);
    const killedMs = performance.now();
    await victim?.kill();
    log.did(
      `SIGKILL to process ${first.pid}, while ${REMINDERS} reminders come due; a worker is started in its place`,
    );
    log.equals('the process is gone', victim?.isRunning, false);
    const successor = scene.startWorker();
    successor.catch(() => undefined); // awaited at the end, whatever happens before

    try {
      const second = await scene.runs.nth(2, wanted, TIMEOUT_MS);
      const tookMs = second.atMs - killedMs;
      log.measured(
        `process ${second.pid} took it over ${milliseconds(tookMs)} after the kill, with leases of ${milliseconds(LEASE_MS)}`,
        `taken over after ${milliseconds(tookMs)}`,
      );
      log.holds('it runs in another process', second.pid !== first.pid, second.pid);
      log.equals('as the second attempt', second.attempt, 2);
      await scene.runs.all(['carol'], wanted, TIMEOUT_MS);
      const { body } = await scene.acme.as('carol').get<Conversation>('/conversation/state');
      log.equals('its result can be read', body.export, { builtBy: second.pid, attempt: 2 });
      log.equals(
        'it was begun twice, and done once',
        [scene.runs.began(wanted).length, scene.runs.succeeded(wanted).length],
        [2, 1],
      );
      await scene.runs.all(others, { tenant: 'acme', action: REMINDER_ACTION }, TIMEOUT_MS);
      log.equals('every reminder was sent', await unremindedUsers(scene, 'acme', others), []);
    } finally {
      await successor;
    }
    log.equals('two workers run', scene.workers.filter(({ isRunning }) => isRunning).length, 2);
  },
};
