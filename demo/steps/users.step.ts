import type { DemoStep } from '../report/demo-step.js';
import { USER_DATABASE } from '../scene/databases.js';

const LOGINS = 50;

const PROFILES = {
  acme: { name: 'Alice of Acme', active: true, score: 100 },
  globex: { name: 'Alice of Globex', active: false, score: 7 },
} as const;

interface User {
  readonly profile: object;
  readonly loginCount?: number;
}

export const usersStep: DemoStep = {
  title: 'Two tenants sign up a user, with the same id',
  run: async (scene, log) => {
    for (const tenant of ['acme', 'globex'] as const) {
      const { status } = await scene[tenant].post('/users', { id: 'alice', profile: PROFILES[tenant] });
      log.did(`POST /users as ${tenant}: ${status}`);
    }
    for (const tenant of ['acme', 'globex'] as const) {
      const { body } = await scene[tenant].get<User>('/users/alice');
      log.equals(`${tenant} reads its own Alice, with the types she was written with`, body, {
        id: 'alice',
        profile: PROFILES[tenant],
      });
    }

    log.did(`${LOGINS} × POST /users/alice/logins as acme, at the same time`);
    const logins = Array.from({ length: LOGINS }, async () => scene.acme.post('/users/alice/logins'));
    await Promise.all(logins);
    const { body } = await scene.acme.get<User>('/users/alice');
    log.equals('each is counted, once', body.loginCount, LOGINS);
    const stored = await scene.store.hash(USER_DATABASE, 'acme:user:alice');
    log.equals('redis-cli shows the same number', stored['loginCount'], String(LOGINS));
    const other = await scene.store.hash(USER_DATABASE, 'globex:user:alice');
    log.equals('and none for globex', other['loginCount'], undefined);
  },
};
