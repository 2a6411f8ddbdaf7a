import { readFileSync } from 'node:fs';
import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNeededCommands } from '../../../libs/redis/src/doctor/rights/needed-commands.js';
import { RedisConnectionManager } from '../../../libs/redis/src/connections/redis-connection.manager.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { tenantScope } from '../../support/tenant-scope.js';
import { connect } from '../../support/topologies.js';
import { diagnosisOf, errorsOf, findingOf, findingsOf } from './diagnosis.js';

const PASSWORD = 'of-nobody';

/** Of the report itself. */
const ASKING = '+ping +select +info +time +config|get +acl|whoami +acl|dryrun';

/** The rules of an ACL file, without its comments. */
function wordsOf(role: string): string[] {
  const path = new URL(`../../../acl/${role}.acl`, import.meta.url);
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line) => (line.startsWith('#') ? [] : line.split(' ').filter((word) => word !== '')));
}

describe('A report on rights', () => {
  let server: RedisServer;
  let admin: Redis;

  beforeAll(async () => {
    server = await startRedis({
      users: [
        `everything on >${PASSWORD} ~* &* +@all`,
        `reader on >${PASSWORD} ~* &* ${ASKING} +@read`,
        `acme on >${PASSWORD} ~acme:* &acme:* +@all`,
        `silent on >${PASSWORD} ~* &* +@all -acl -config -info`,
      ],
    });
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    await admin.quit();
    await server.stop();
  });

  const urlOf = (user: string): string => server.url.replace('//', `//${user}:${PASSWORD}@`);

  it('has nothing to say of a user who may do everything', async () => {
    const report = await diagnosisOf({ url: urlOf('everything') });
    expect(new Set(findingsOf(report, 'rights.commands').map(({ severity }) => severity))).toEqual(
      new Set(['ok']),
    );
    expect(findingsOf(report, 'rights.keys')).toEqual([]);
    expect(findingOf(report, 'authentication').message).toContain('"everything"');
  });

  it('names the commands that a user lacks, and the command that gives them', async () => {
    const users = { pools: ['user'], roles: ['app'] } as const;
    const found = findingOf(await diagnosisOf({ url: urlOf('reader') }, users), 'rights.commands');
    expect(found).toMatchObject({ severity: 'error', pools: ['user'] });
    expect(found.message).toMatch(/^As app user "reader" lacks: eval, evalsha, hdel, /);
    expect(found.message).not.toMatch(/\b(hget|pttl|exists)\b/);
    await admin.call('ACL', (found.fix ?? '').split(' ').slice(1));
    const after = await diagnosisOf({ url: urlOf('reader') }, users);
    expect(findingOf(after, 'rights.commands')).toMatchObject({ severity: 'ok' });
    const manager: RedisConnectionManager = await connect({ url: urlOf('reader') });
    const repository = new UserRepository(tenantScope(manager, {}));
    expect(await repository.upsert('ann', { name: 'Ann' })).toBe(true);
    expect(await repository.get('ann')).toEqual({ name: 'Ann' });
    await repository.delete('ann');
    await manager.close();
  });

  it('knows what workers need more', async () => {
    await admin.call('ACL', [
      'SETUSER',
      'setter',
      'on',
      `>${PASSWORD}`,
      '~*',
      '&*',
      '+@all',
      '-subscribe',
      '-scan',
    ]);
    const reportFor = async (role: 'app' | 'worker') =>
      diagnosisOf({ url: urlOf('setter') }, { pools: ['expiry'], roles: [role] });
    expect(errorsOf(await reportFor('app'))).toEqual([]);
    expect(findingOf(await reportFor('worker'), 'rights.commands')).toMatchObject({
      severity: 'error',
      fix: 'ACL SETUSER setter +scan +subscribe',
    });
  });

  it('tries out the keys of the tenant that is named', async () => {
    const users = { pools: ['user'] };
    const made = findingOf(await diagnosisOf({ url: urlOf('acme') }, users), 'rights.keys');
    expect(made).toMatchObject({ severity: 'warning', message: expect.stringContaining('--tenant') });
    const theirs = await diagnosisOf({ url: urlOf('acme') }, { ...users, tenant: 'acme' });
    expect(findingsOf(theirs, 'rights.keys')).toEqual([]);
    const others = await diagnosisOf({ url: urlOf('acme') }, { ...users, tenant: 'globex' });
    expect(findingOf(others, 'rights.keys')).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('globex:user:doctor'),
    });
  });

  it.each(['app', 'worker'] as const)('finds nothing missing in the rights of acl/%s.acl', async (role) => {
    const rules = wordsOf(role);
    await admin.call('ACL', ['SETUSER', role, 'reset', 'on', `>${PASSWORD}`, ...rules, ...ASKING.split(' ')]);
    const report = await diagnosisOf({ url: urlOf(role) }, { roles: [role] });
    expect(findingsOf(report, 'rights.commands').map(({ severity }) => severity)).toEqual(
      Array(6).fill('ok'),
    );
    expect(findingsOf(report, 'rights.keys')).toEqual([]);
    const commands = rules.flatMap((word) => (word.startsWith('+') ? [word.slice(1)] : []));
    expect([...allNeededCommands(role)].filter((command) => !commands.includes(command))).toEqual([]);
  });

  it('goes on with a user who may not ask', async () => {
    const report = await diagnosisOf({ url: urlOf('silent') });
    expect(errorsOf(report)).toEqual([]);
    expect(findingOf(report, 'server.version')).toMatchObject({ severity: 'warning' });
    expect(findingOf(report, 'rights.config')).toMatchObject({
      severity: 'warning',
      fix: 'Allow the user to read settings: ACL SETUSER <user> +config|get',
    });
    expect(findingOf(report, 'rights.commands')).toMatchObject({
      severity: 'info',
      fix: expect.stringContaining('+acl|dryrun'),
    });
    expect(findingOf(report, 'latency')).toMatchObject({ severity: 'ok' });
  });
});
