import { waitUntil } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AclDeployment } from './acl-deployment.js';
import { readAclFile } from './acl-file.js';
import { ROLES } from './acl-roles.js';

const USER = 'role';

/** What the library asks for and can do without; nobody should have it for that. */
const NOT_GRANTED = new Set([
  // Health shows the setting of keyspace notifications. CONFIG GET also shows passwords.
  'config|get',
  // Redis 7.2 and later are told the name of the driver.
  'client|setinfo',
]);

/** Commands that no part of an application needs. */
const ADMINISTRATION = [
  ['KEYS', '*'],
  ['FLUSHALL'],
  ['CONFIG', 'GET', '*'],
  ['CONFIG', 'SET', 'dir', '/'],
  ['SCRIPT', 'FLUSH'],
  ['ACL', 'LIST'],
  ['CLIENT', 'LIST'],
  ['MONITOR'],
  ['DEBUG', 'SLEEP', '1'],
  ['SHUTDOWN'],
  ['REPLICAOF', 'NO', 'ONE'],
  ['FUNCTION', 'LIST'],
];

const OF_APP = new Set(readAclFile('app.acl').map(({ text }) => text));

describe.each(['standalone', 'cluster'] as const)('on %s the rights of', (topology) => {
  let deployment: AclDeployment;

  beforeAll(async () => {
    deployment = await AclDeployment.start(topology);
  });
  afterAll(async () => deployment.stop());

  describe.each(ROLES)('$file', ({ file, start, flows, own, namespace, settle, prepare }) => {
    const rules = readAclFile(file).filter(
      ({ tag }) => tag === 'optional' || tag === undefined || tag === topology,
    );
    const all = [...rules.map(({ text }) => text), ...own(topology === 'cluster')];
    /** Commands by what a process does. */
    const used = new Map<string, Set<string>>();

    const refusals = async () =>
      (await deployment.refusals(USER)).filter(({ object }) => !NOT_GRANTED.has(object));

    beforeAll(async () => {
      await prepare?.(deployment);
      await deployment.setUser(USER, all);
      await deployment.forget();
      await deployment.commandsRun();
      const role = await start(deployment.options(USER, namespace));
      try {
        await settle?.(role);
        for (const [name, flow] of Object.entries(flows)) {
          await flow(role);
          used.set(name, await deployment.commandsRun());
        }
      } finally {
        await role.app.close();
      }
    });

    it('are enough for all that it is for', async () => {
      expect(await refusals()).toEqual([]);
    });

    it('are none to administer the server, nor more than it needs to look at it', async () => {
      const granted = all.filter((rule) => rule.startsWith('+')).map((rule) => rule.slice(1));
      const admin = await deployment.commandsIn('admin');
      const dangerous = await deployment.commandsIn('dangerous');
      expect(granted.filter((command) => admin.has(command))).toEqual([]);
      expect(granted.filter((command) => dangerous.has(command))).toEqual(['info']);
      for (const command of ADMINISTRATION) expect(await deployment.wouldRefuse(USER, command)).toBe(true);
    });

    it('let it write only if it has to', async () => {
      const write = await deployment.commandsIn('write');
      const writes = all.some((rule) => write.has(rule.slice(1)));
      expect(writes).toBe(file !== 'read-only.acl');
    });

    // The others are the same on both, and those of app.acl are tried out with it: once is enough.
    const others =
      topology === 'cluster' ? rules.filter(({ tag }) => tag === 'cluster').map(({ text }) => text) : all;
    const tried = others.filter((text) => file !== 'worker.acl' || !OF_APP.has(text));

    it.each(tried)(
      'are incomplete without %s',
      async (rule) => {
        const command = rule.startsWith('+') ? rule.slice(1) : undefined;
        const rest = all.filter((text) => text !== rule);
        const isMissed = async (): Promise<boolean> =>
          (await refusals()).some(({ reason, object }) =>
            command === undefined ? reason !== 'command' : object === command,
          );
        /** Ends with what it tries, or as soon as the right is missed: workers repeat what was refused. */
        const tryOut = async (task: Promise<void> | undefined): Promise<void> => {
          const ended = task?.catch(() => undefined);
          await Promise.race([ended, waitUntil(isMissed, { timeoutMs: 20_000, everyMs: 5 })]);
        };
        const startUp = async (): Promise<void> => {
          const { defaults, ...options } = deployment.options(USER, namespace);
          // Without CLUSTER INFO nobody knows that a cluster is ready.
          const impatient = Object.assign({}, defaults, { loadingTimeoutMs: 1_000 });
          const role = await start({ ...options, defaults: impatient });
          await tryOut(settle?.(role));
          await role.app.close();
        };

        await deployment.setUser(USER, rest);
        await deployment.forget();
        await startUp().catch(() => undefined);
        for (const [name, flow] of Object.entries(flows)) {
          if (await isMissed()) break;
          if (command !== undefined && used.get(name)?.has(command) !== true) continue;
          await deployment.setUser(USER, all);
          const role = await start(deployment.options(USER, namespace));
          await deployment.setUser(USER, rest);
          await tryOut(flow(role));
          await role.app.close();
        }
        expect(await isMissed()).toBe(true);
      },
      90_000,
    );
  });
});
