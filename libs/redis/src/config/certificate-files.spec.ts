import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority } from '@tenantry/redis-testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveConfig } from './resolve-config.js';
import { certificateFilesOf, resolveTls } from './resolved-tls.js';

const authority = new CertificateAuthority();
const [first, second] = [authority.issue(), authority.issue()];

describe('certificates in files', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const write = (name: string, text: string): void => writeFileSync(at(name), text);
  const options = () => ({ caFile: at('ca'), certFile: at('cert'), keyFile: at('key'), servername: 'cache' });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenantry-certificates-'));
    write('ca', authority.ca);
    write('cert', first.cert);
    write('key', first.key);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('become a secure context beside the other options', () => {
    const tls = resolveTls(options());
    expect(Object.keys(tls)).toEqual(['servername', 'secureContext']);
    expect(tls.secureContext).toBeDefined();
    expect({ ...tls }.secureContext).toBe(tls.secureContext);
  });

  it('are read again when they have changed, and only then', () => {
    const tls = resolveTls(options());
    const before = tls.secureContext;
    expect(tls.secureContext).toBe(before);
    write('cert.new', second.cert);
    write('key.new', second.key);
    renameSync(at('key.new'), at('key'));
    renameSync(at('cert.new'), at('cert'));
    const after = tls.secureContext;
    expect(after).not.toBe(before);
    expect(tls.secureContext).toBe(after);
  });

  it('stay as they are while they do not go together, or are gone, which is told once', () => {
    const tls = resolveTls(options());
    const before = tls.secureContext;
    const problems: string[] = [];
    const files = certificateFilesOf(tls);
    if (files === undefined) throw new Error('no files');
    files.onUnusable = (problem) => problems.push(problem);
    write('cert', `${second.cert}\n`);
    expect([tls.secureContext, tls.secureContext]).toEqual([before, before]);
    expect(problems).toEqual([expect.stringContaining('certificates and keys cannot be used')]);
    rmSync(at('key'));
    expect([tls.secureContext, tls.secureContext]).toEqual([before, before]);
    expect(problems.slice(1)).toEqual(['the file of `tls.keyFile` cannot be read: ENOENT']);
    write('key', second.key);
    expect(tls.secureContext).not.toBe(before);
  });

  it('are shared by all pools, and their problems are named once, by option and source', () => {
    const { pools } = resolveConfig({
      env: false,
      configFile: false,
      url: 'rediss://cache',
      defaults: { tls: options() },
    });
    expect(new Set([...pools.values()].map(({ tls }) => tls)).size).toBe(1);
    rmSync(at('ca'));
    const defaults = { tls: options() };
    expect(() => resolveConfig({ env: false, configFile: false, url: 'rediss://cache', defaults })).toThrow(
      /defaults\.tls\.caFile: .* the file of `tls\.caFile` cannot be read: ENOENT \(options\)$/,
    );
  });

  it.each([
    ['both', { ca: 'x', caFile: '/a' }, 'defaults.tls.caFile: expected nothing, because "ca" says it'],
    [
      'half',
      { certFile: '/a' },
      'defaults.tls.keyFile: expected the certificate of a client and its key together',
    ],
    ['no path', { caFile: 5 }, 'defaults.tls.caFile: expected the path of a file'],
    [
      'a key of another',
      { cert: first.cert, key: second.key },
      'defaults.tls: expected certificates and keys that can',
    ],
  ])('are refused if they are %s', (_what, tls, problem) => {
    const given: object = { env: false, configFile: false, url: 'rediss://cache', defaults: { tls } };
    expect(() => resolveConfig(given)).toThrow(problem);
  });

  it('come from the environment, for URLs with TLS', () => {
    const files = {
      REDIS_TLS_CA_FILE: at('ca'),
      REDIS_TLS_CERT_FILE: at('cert'),
      REDIS_TLS_KEY_FILE: at('key'),
    };
    const read = (env: Record<string, string>) =>
      resolveConfig({ env: { ...files, ...env }, configFile: false });
    const withUrl = read({ REDIS_URL: 'rediss://cache', REDIS_USER_URL: 'redis://users' });
    expect(withUrl.pools.get('default')?.tls?.secureContext).toBeDefined();
    expect(withUrl.pools.get('user')?.tls).toBeUndefined();
    expect(read({ REDIS_HOST: 'cache' }).pools.get('default')?.tls?.secureContext).toBeDefined();
    expect(read({ REDIS_URL: 'redis://cache' }).warnings.join(' ')).toContain('REDIS_TLS_CA_FILE is ignored');
    rmSync(at('key'));
    expect(() => read({ REDIS_HOST: 'cache' })).toThrow(/REDIS_TLS_KEY_FILE: .*ENOENT \(environment\)/);
    expect(() =>
      resolveConfig({ env: { REDIS_HOST: 'cache', REDIS_TLS_CERT_FILE: at('cert') }, configFile: false }),
    ).toThrow(/REDIS_TLS_KEY_FILE: expected the certificate of a client and its key together/);
  });

  it('come from YAML, in snake case', () => {
    write('redis.yaml', `databases: { default: { host: cache, tls: { ca_file: ${at('ca')} } } }`);
    const { pools } = resolveConfig({ env: false, configFile: at('redis.yaml') });
    expect(pools.get('default')?.tls?.secureContext).toBeDefined();
    write('redis.yaml', `databases: { default: { host: cache, tls: { ca_file: ${at('none')} } } }`);
    expect(() => resolveConfig({ env: false, configFile: at('redis.yaml') })).toThrow(
      /tls\.caFile: .*ENOENT/,
    );
  });

  it('of Sentinels are those of the servers, others, or none', () => {
    const sentinel = { topology: 'sentinel', name: 'primary', sentinels: [{ host: 's', port: 1 }] } as const;
    const read = (more: object) => {
      const pool = resolveConfig({
        env: false,
        configFile: false,
        defaults: { ...sentinel, ...more },
      }).pools.get('user');
      if (pool?.topology !== 'sentinel') throw new Error('no Sentinel');
      return pool;
    };
    const same = read({ tls: options() });
    expect(same.sentinelTls).toBe(same.tls);
    expect(read({ tls: options(), sentinelTls: false }).sentinelTls).toBeUndefined();
    expect(read({ tls: options(), sentinelTls: { servername: 's' } }).sentinelTls).toEqual({
      servername: 's',
    });
    expect(read({ sentinelTls: true })).toMatchObject({ tls: undefined, sentinelTls: {} });
    expect(read({})).toMatchObject({ tls: undefined, sentinelTls: undefined });
  });
});
