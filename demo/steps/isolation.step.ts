import { waitUntil } from '@tenantry/redis-testing';
import { isDeepStrictEqual } from 'node:util';
import type { DemoStep } from '../report/demo-step.js';
import type { StepLog } from '../report/step-log.js';
import type { Scene } from '../scene/scene.js';
import {
  ACME_KEY,
  ACME_USER,
  headerIntrusions,
  idIntrusions,
  patternIntrusions,
  type Intrusion,
} from './intrusions.js';

const HOUR_SECONDS = 3_600;

export const isolationStep: DemoStep = {
  title: "Globex tries to get at acme's data, and gets nowhere",
  run: async (scene, log) => {
    const { acme, globex, anonymous, store } = scene;
    await provideForIntruders(scene);
    // What earlier steps have scheduled must not change anything meanwhile.
    await waitUntil(async () => (await store.digests('acme:EXPTRIGGER:*')).size === 1, {
      what: "acme's other triggers have run",
    });
    const before = await store.digests('acme:*');
    log.did(`acme has a user, a state, a key, a trigger, threads: ${before.size} keys in all`);

    await attempt('ids of acme, sent with the key of globex', idIntrusions(globex), log);
    await attempt('patterns, separators and paths as ids', patternIntrusions(globex), log);
    await attempt('headers that claim to be acme', headerIntrusions(globex, anonymous), log);

    await globex.send('PATCH', `/users/${ACME_USER}`, { profile: { name: 'Bob of Globex', active: false } });
    log.did(`PATCH /users/${ACME_USER} as globex: it gets a Bob of its own`);
    const { body } = await acme.get<{ readonly profile?: { readonly name?: string } }>(`/users/${ACME_USER}`);
    log.equals("acme's Bob is who he was", body.profile?.name, 'Bob of Acme');
    const after = await store.digests('acme:*');
    log.equals(
      `not one of the ${before.size} keys of acme has changed, byte for byte`,
      [...before].filter(([key, digest]) => after.get(key) !== digest).map(([key]) => key),
      [],
    );
    log.equals('and none was added', after.size, before.size);
  },
};

/** What is there to be got at. */
async function provideForIntruders({ acme }: Scene): Promise<void> {
  const answers = await Promise.all([
    acme.post('/users', { id: ACME_USER, profile: { name: 'Bob of Acme', active: true } }),
    acme.as(ACME_USER).send('PATCH', '/conversation/state', { secret: 'of acme' }),
    acme.send('PUT', `/key-values/${ACME_KEY}`, { value: { tier: 'gold' } }),
    acme.post('/schedule-work', { userId: ACME_USER, delaySeconds: HOUR_SECONDS }),
  ]);
  const refused = answers.find(({ status }) => status >= 300);
  if (refused !== undefined) throw new Error(`Acme could not store its own data: ${refused.status}`);
}

/** Each has to be refused, or answered with what is the caller's own. */
async function attempt(what: string, intrusions: readonly Intrusion[], log: StepLog): Promise<void> {
  const outcomes = await Promise.all(
    intrusions.map(async ({ what: request, send, expected }) => {
      const { status, body } = await send();
      return typeof expected === 'number'
        ? { request, expected, got: status }
        : { request, expected: { status: 200, ...expected }, got: { status, body } };
    }),
  );
  const odd = outcomes.filter(({ expected, got }) => !isDeepStrictEqual(expected, got));
  log.equals(
    `${intrusions.length} attempts with ${what}: all refused, or answered with what is its own`,
    odd,
    [],
  );
}
