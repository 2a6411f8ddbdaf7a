import { existsSync } from 'node:fs';
import type { DemoStep } from '../report/demo-step.js';

export const stopStep: DemoStep = {
  title: 'Everything that was started ends',
  run: async (scene, log) => {
    const { server, store } = scene;
    const ends = await scene.stopProcesses();
    log.did(`SIGTERM to ${[...ends.keys()].join(', ')}`);
    log.holds(
      'each ends by itself',
      ends.size > 0 && [...ends.values()].every(({ code, signal }) => code === 0 || signal === 'SIGTERM'),
      ends,
    );
    log.equals('no connection to Redis is left', await store.connections(), []);
    await scene.stop();
    log.did('Redis is stopped');
    log.equals('its process is gone', server.pid, undefined);
    log.equals('and so is its folder', existsSync(server.folder), false);
  },
};
