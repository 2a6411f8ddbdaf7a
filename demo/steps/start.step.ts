import type { DemoStep } from '../report/demo-step.js';

interface CurrentTenant {
  readonly tenant: string;
}

export const startStep: DemoStep = {
  title: 'Redis and three processes of the app start',
  run: async (scene, log) => {
    await scene.start((line) => log.did(line));
    const { server, store, api, workers, anonymous } = scene;
    log.did(`Redis ${await store.version()} in process ${server.pid}, port ${server.port}, ${server.folder}`);
    log.did(`the API in process ${api.pid}, ${anonymous.url}`);
    log.did(`workers, which run triggers, in processes ${workers.map(({ pid }) => pid).join(' and ')}`);

    log.equals('Redis keeps an append-only file', await store.setting('appendonly'), 'yes');
    log.equals('and writes it before it answers', await store.setting('appendfsync'), 'always');
    const [acme, globex, nobody] = await Promise.all([
      scene.acme.get<CurrentTenant>('/tenants/current'),
      scene.globex.get<CurrentTenant>('/tenants/current'),
      scene.anonymous.get('/tenants/current'),
    ]);
    log.equals('the first API key stands for acme', acme.body, { tenant: 'acme' });
    log.equals('the second one for globex', globex.body, { tenant: 'globex' });
    log.equals('without a key the answer is 401', nobody.status, 401);
  },
};
