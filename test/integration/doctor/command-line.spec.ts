import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultProxy, startRedis, waitUntil, type RedisServer } from '@tenantry/redis-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FINDING_IDS } from '../../../libs/redis/src/doctor/report/finding-ids.js';
import { tenantry, tenantryHere } from './command-line.js';

const SECRET = 'correct-horse-battery';

const severity = z.enum(['ok', 'info', 'warning', 'error']);
const texts = z.array(z.string());

/** As docs/guides/doctor.md describes it. */
const reportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  at: z.iso.datetime(),
  durationMs: z.number().int().nonnegative(),
  status: z.enum(['ok', 'warning', 'error']),
  counts: z.strictObject({ ok: z.int(), info: z.int(), warning: z.int(), error: z.int() }),
  deployments: z.array(
    z.strictObject({
      pools: texts.min(1),
      topology: z.enum(['standalone', 'sentinel', 'cluster']),
      address: z.string(),
      origin: z.string(),
      servers: z.array(
        z.strictObject({
          address: z.string(),
          role: z.enum(['primary', 'replica', 'sentinel']),
          product: z.string().nullable(),
          version: z.string().nullable(),
        }),
      ),
    }),
  ),
  findings: z.array(
    z.strictObject({
      id: z.enum(FINDING_IDS as [string, ...string[]]),
      severity,
      pools: texts,
      server: z.string().nullable(),
      message: z.string().min(1),
      why: z.string().min(1),
      fix: z.string().min(1).nullable(),
    }),
  ),
});

describe('tenantry doctor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-cli-'));
  let server: RedisServer;
  let url: string;

  beforeAll(async () => {
    server = await startRedis({ requirepass: SECRET, config: ['notify-keyspace-events Ex'] });
    url = `redis://:${SECRET}@127.0.0.1:${server.port}`;
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  function fileWith(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  it('reads the environment, and prints for people what is not well', async () => {
    const { code, out, err } = await tenantry(['doctor'], { env: { REDIS_URL: url } });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain(`127.0.0.1:${server.port} (environment: REDIS_URL)`);
    expect(out).toMatch(/ {2}WARNING persistence: .*\n +why: .*\n +fix: CONFIG SET appendonly yes/);
    expect(out).toMatch(/^0 error\(s\), 1 warning\(s\), \d+ hint\(s\), \d+ ok\.$/m);
    expect(out).not.toContain(' OK ');
    // Neither colours nor the password.
    expect(out).not.toContain('\u001B');
    expect(out).not.toContain(SECRET);
  });

  it('prints one JSON document of the documented form', async () => {
    const { code, out } = await tenantryHere(['doctor', '--json', '--url', url]);
    const report = reportSchema.parse(JSON.parse(out));
    expect(code).toBe(0);
    expect(report.status).toBe('warning');
    expect(report.counts.warning).toBe(report.findings.filter((each) => each.severity === 'warning').length);
    expect(out).not.toContain(SECRET);
  });

  it('exits with 1 for errors', async () => {
    const { code, out } = await tenantry(['doctor', '--url', 'redis://127.0.0.1:1', '--json']);
    expect(reportSchema.parse(JSON.parse(out)).status).toBe('error');
    expect(code).toBe(1);
  });

  it('exits with 1 for warnings only if it is strict', async () => {
    const strict = ['doctor', '--url', url, '--strict'];
    expect((await tenantryHere(strict)).code).toBe(1);
    const { code, out } = await tenantryHere([...strict, '--durability', 'none', '--verbose']);
    expect(out).toContain('  OK      persistence');
    expect(code).toBe(0);
  });

  it.each([
    [
      'databases.yaml',
      () => `databases: { main: { host: 127.0.0.1, port: ${server.port}, password: ${SECRET} } }`,
    ],
    ['options.mjs', () => `export default { url: ${JSON.stringify(url)}, appName: 'shop' };`],
    [
      'options.cjs',
      () => `module.exports = async () => ({ url: ${JSON.stringify(url)} }); setInterval(() => 0, 1);`,
    ],
  ])('takes its configuration from %s, whatever that leaves running', async (name, text) => {
    const path = fileWith(name, text());
    const { code, out, err } = await tenantry(['doctor', '--config', path, '--json', '--pool', 'user']);
    expect(err).toBe('');
    expect(reportSchema.parse(JSON.parse(out)).deployments).toMatchObject([
      { pools: ['user'], servers: [{ address: `127.0.0.1:${server.port}` }] },
    ]);
    expect(code).toBe(0);
  });

  it('takes variables from a file, below those of the environment', async () => {
    const path = fileWith('.env', `REDIS_USER_URL=redis://127.0.0.1:1\nREDIS_HANDLERS_URL=${url}\n`);
    const env = { REDIS_USER_URL: url };
    const args = ['doctor', '--env-file', path, '--pool', 'user', '--pool', 'handlers', '--json'];
    const { code, out } = await tenantry(args, { env });
    expect(reportSchema.parse(JSON.parse(out)).counts.error).toBe(0);
    expect(code).toBe(0);
  });

  it('exits with 2 for what it does not know', async () => {
    const { code, out, err } = await tenantry(['dcotor']);
    expect(err).toMatch(/^There is no command "dcotor"\.\nUsage: tenantry/);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it.each<[string, string[], RegExp]>([
    ['no command', [], /^Usage: tenantry <command>/],
    ['an unknown option', ['doctor', '--jsno'], /--jsno[\s\S]*Usage: tenantry doctor/],
    ['an argument too many', ['doctor', 'redis://x'], /Usage: tenantry doctor/],
    ['an unknown pool', ['doctor', '--url', 'redis://127.0.0.1:1', '--pool', 'x'], /no pool "x"[\s\S]*Usage/],
    ['an unknown role', ['doctor', '--role', 'king'], /--role: expected app or worker, got "king"/],
    ['a timeout that is none', ['doctor', '--timeout', 'x'], /timeoutMs: expected milliseconds from 100/],
    ['a tenant that is none', ['doctor', '--tenant', 'a:b'], /a:b/],
    ['a file that is absent', ['doctor', '--config', '/no/such.mjs'], /--config: there is no file/],
    ['a file of another kind', ['doctor', '--config', '/etc/hosts'], /ends in \.yaml, \.mjs/],
    ['variables that are absent', ['doctor', '--env-file', '/no/such'], /--env-file: ENOENT/],
  ])('refuses %s', async (_what, args, message) => {
    const { code, out, err } = await tenantryHere(args);
    expect(err).toMatch(message);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it.each([
    ['export default 7;', /no object with options/],
    ['export const redis = {};', /no object with options/],
    ['throw new Error("as it said");', /cannot be loaded: as it said/],
    ['export default {', /cannot be loaded/],
  ])('refuses the configuration %s', async (text, message) => {
    const { code, err } = await tenantryHere(['doctor', '--config', fileWith(`${text.length}.mjs`, text)]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it('says how it is used', async () => {
    const help = await tenantryHere(['--help']);
    expect(help).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^Usage: tenantry[\s\S]*doctor/),
    });
    expect(await tenantryHere(['doctor', '--json', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Usage: tenantry doctor[\s\S]*Exit code: 0/),
    });
  });

  it('says its version', async () => {
    const manifest: { version: string } = JSON.parse(
      readFileSync(new URL('../../../libs/redis/package.json', import.meta.url), 'utf8'),
    );
    expect(await tenantry(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is ended by %s', async (signal, exitCode) => {
    const proxy = new FaultProxy(server);
    await proxy.listen();
    proxy.blackHole();
    const patience = '{ connectTimeoutMs: 100_000, commandTimeoutMs: 100_000 }';
    const config = fileWith('patient.mjs', `export default { defaults: ${patience} };`);
    const waiting = [
      'doctor',
      '--url',
      `redis://127.0.0.1:${proxy.port}`,
      '--timeout',
      '120',
      '--config',
      config,
    ];
    const ended = await tenantry(waiting, {
      onStarted: (child) =>
        void waitUntil(() => proxy.openConnections > 0, { timeoutMs: 20_000 }).then(() => child.kill(signal)),
    });
    await proxy.close();
    expect(ended).toEqual({ code: exitCode, out: '', err: '' });
  });
});
