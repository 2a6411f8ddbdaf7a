import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoStep } from '../report/demo-step.js';
import { milliseconds } from '../report/durations.js';
import type { Scene } from '../scene/scene.js';
import { REMINDER_ACTION, scheduleReminder, unremindedUsers } from './reminders.js';
import { messagesOf } from './thread.js';
import { Writers } from './writers.js';

const THREAD = 'ledger';
const WRITERS = 4;
const BEFORE_MS = 800;
/** How long Redis is away. */
const OUTAGE_MS = 500;
const AFTER_MS = 500;
const DUE_SECONDS = 1.5;
const TIMEOUT_MS = 10_000;

interface User {
  readonly loginCount: number;
}

export const redisCrashStep: DemoStep = {
  title: 'Redis is killed under load: nothing acknowledged is lost',
  run: async (scene, log) => {
    const known = (await messagesOf(scene.acme, 'crowd'))?.length;
    await scene.acme.post('/redis/agent-state', { threadId: THREAD });
    const writers = writersOf(scene);
    const [messages, logins, reminders] = writers;
    const { server } = scene;
    try {
      for (const each of writers) each.start();
      await sleep(BEFORE_MS);
      log.did(`${writers.length * WRITERS} clients write: ${describe(writers)} acknowledged so far`);
      const pid = server.pid;
      await server.kill();
      log.did(`SIGKILL to Redis, process ${pid}`);
      log.equals('Redis is gone', server.pid, undefined);
      await sleep(OUTAGE_MS);
      await server.restart();
      const restartedMs = performance.now();
      const refused = writers.reduce((sum, { unknown }) => sum + unknown.length, 0);
      log.did(
        `Redis is started again, process ${server.pid}; ${refused} requests have failed in the meantime`,
      );
      for (const each of writers) await each.acknowledges();
      const tookMs = performance.now() - restartedMs;
      log.measured(
        `all of them write again ${milliseconds(tookMs)} after it is back`,
        `writes go on ${milliseconds(tookMs)} after the restart`,
      );
      await sleep(AFTER_MS);
    } finally {
      await Promise.all(writers.map(async (each) => each.stop()));
    }
    log.did(`the clients stop: ${describe(writers)} acknowledged`);

    const stored = ((await messagesOf(scene.acme, THREAD)) ?? []).map(({ id }) => id);
    const lost = messages.acknowledged.filter((id) => !stored.includes(id));
    log.equals(`of ${messages.acknowledged.length} acknowledged messages none is lost`, lost, []);
    log.equals(`of ${stored.length} stored ones none is there twice`, stored.length, new Set(stored).size);
    const sent = new Set([...messages.acknowledged, ...messages.unknown]);
    log.equals(
      'and none that nobody sent',
      stored.filter((id) => !sent.has(id)),
      [],
    );

    const { body: user } = await scene.acme.get<User>(`/users/${THREAD}`);
    const [least, most] = [logins.acknowledged.length, logins.acknowledged.length + logins.unknown.length];
    log.holds(
      `the counter says ${user.loginCount}: ${least} acknowledged, ${most} with those whose outcome is unknown`,
      user.loginCount >= least && user.loginCount <= most,
      user.loginCount,
    );

    await scene.runs.all(reminders.acknowledged, { tenant: 'acme', action: REMINDER_ACTION }, TIMEOUT_MS);
    const forgotten = await unremindedUsers(scene, 'acme', reminders.acknowledged);
    log.equals(`all ${reminders.acknowledged.length} acknowledged triggers have run`, forgotten, []);
    log.equals('what was there before is there', (await messagesOf(scene.acme, 'crowd'))?.length, known);
    const count = writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
    const missing = lost.length + Math.max(0, least - user.loginCount) + forgotten.length;
    log.measured(
      `${missing} of ${count} acknowledged writes were lost`,
      `${missing} of ${count} writes lost`,
    );
  },
};

/** Clients that append to a thread, count, and schedule. */
function writersOf(scene: Scene): readonly [Writers, Writers, Writers] {
  return [
    new Writers('messages', WRITERS, async (id) => {
      const message = { type: 'human', id, content: id };
      return (await scene.acme.post(`/redis/agent-state/${THREAD}/messages`, message)).status === 201;
    }),
    new Writers('logins', WRITERS, async () => {
      return (await scene.acme.post(`/users/${THREAD}/logins`)).status === 200;
    }),
    new Writers('triggers', WRITERS, async (id) => scheduleReminder(scene, 'acme', id, DUE_SECONDS)),
  ];
}

function describe(writers: readonly Writers[]): string {
  return writers.map(({ what, acknowledged }) => `${acknowledged.length} ${what}`).join(', ');
}
