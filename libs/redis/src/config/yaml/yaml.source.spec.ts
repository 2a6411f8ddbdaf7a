import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InvalidConfigurationError } from '../configuration.errors.js';
import type { CoreModuleOptions } from '../module-options.js';
import { resolveConfig } from '../resolve-config.js';

const SECRET = 's3cr3t';
const folder = mkdtempSync(join(tmpdir(), 'tenantry-yaml-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

function fileWith(content: string | Uint8Array): string {
  files += 1;
  const path = join(folder, `databases-${files}.yaml`);
  writeFileSync(path, content);
  return path;
}

function resolveFile(content: string, options: CoreModuleOptions = {}) {
  return resolveConfig({ env: false, ...options, configFile: fileWith(content) });
}

/** `path: problem (source)`, the path of the file shortened to FILE. */
function problemsOf(configFile: string, options: CoreModuleOptions = {}): string[] {
  try {
    resolveConfig({ env: false, ...options, configFile });
    return [];
  } catch (error) {
    if (!(error instanceof InvalidConfigurationError)) throw error;
    if (`${error.message}${JSON.stringify(error)}`.includes(SECRET))
      throw new Error('leaks a secret', { cause: error });
    return error.problems.map(({ path, problem, source }) =>
      `${path}: ${problem} (${source})`.replace(configFile, 'FILE'),
    );
  }
}

const SEED = `
databases:
  main: { db: 0, host: redis.internal, password: ${SECRET}, max_retries: 3 }
  knowledge: { db: 1, host: redis.internal, port: 6380, socket_timeout: 2.5, max_retries: 3 }
  cache: { db: 6 }
`;

describe('the YAML file', () => {
  it('describes a pool for each database', () => {
    const { pools } = resolveFile(SEED);
    expect(pools.get('main')).toMatchObject({
      endpoint: { host: 'redis.internal', port: 6379 },
      db: 0,
      password: SECRET,
    });
    expect(pools.get('main')?.origin).toMatch(/^yaml \/.*databases-\d+\.yaml: databases\.main$/);
    expect(pools.get('knowledge')).toMatchObject({
      endpoint: { port: 6380 },
      db: 1,
      commandTimeoutMs: 2_500,
      password: undefined,
    });
  });

  it('gives the server of main to databases without one and to the standard pools', () => {
    const { pools } = resolveFile(SEED);
    const server = { endpoint: { host: 'redis.internal', port: 6379 }, password: SECRET };
    expect(pools.get('cache')).toMatchObject({ ...server, db: 6 });
    expect(pools.get('user')).toMatchObject({ ...server, db: 11 });
  });

  it('prefers the server of default to that of main', () => {
    const { pools } = resolveFile(`${SEED}  default: { host: other }`);
    expect(pools.get('user')).toMatchObject({ endpoint: { host: 'other' }, db: 11, password: undefined });
    expect(pools.get('default')).toMatchObject({ db: 15 });
  });

  it('warns once about each field that means nothing here', () => {
    expect(resolveFile(SEED).warnings).toEqual([
      expect.stringMatching(/^max_retries is ignored: .* \(yaml .*: main, knowledge\)\.$/),
    ]);
  });

  it('describes standard pools by their alias', () => {
    expect(resolveFile('databases: { user: { host: users } }').pools.get('user')).toMatchObject({
      endpoint: { host: 'users' },
      db: 11,
    });
  });

  it('allows parts to refer to under keys that begin with x-', () => {
    const { pools } = resolveFile(
      'x-server: &server { host: a }\ndatabases:\n  main: { <<: *server, db: 3 }\n',
    );
    expect(pools.get('main')).toMatchObject({ endpoint: { host: 'a' }, db: 3 });
  });

  it('is not read if the options say so, and need not exist where they name none', () => {
    expect(resolveConfig({ env: false, configFile: false }).pools.has('main')).toBe(false);
    expect(resolveConfig({ env: false }).warnings).toEqual([]);
  });

  it('is looked for below the working directory', () => {
    const directory = mkdtempSync(join(folder, 'cwd-'));
    mkdirSync(join(directory, 'config'));
    writeFileSync(join(directory, 'config', 'redis-databases.yaml'), SEED);
    const before = process.cwd();
    process.chdir(directory);
    try {
      expect(resolveConfig({ env: false }).pools.get('main')).toMatchObject({ db: 0 });
    } finally {
      process.chdir(before);
    }
  });

  it('says that it names nothing', () => {
    expect(resolveFile('').warnings).toEqual([expect.stringMatching(/names no databases\.$/)]);
    expect(resolveFile('databases:').warnings).toEqual([expect.stringMatching(/names no databases\.$/)]);
  });

  it.each<[string, string]>([
    [
      `databases:\n  main:\n    port: 70000\n    password: ${SECRET}\n`,
      'databases.main.port: expected an integer from 1 to 65535, got 70000 (yaml FILE, line 3)',
    ],
    [
      'databases:\n  main:\n    hots: a\n',
      'databases.main.hots: expected a field of a database, got an unknown one (yaml FILE, line 3)',
    ],
    [
      'databases:\n  my db: {}\n',
      'databases.my db: expected an alias of up to 64 letters, digits, "_" or "-", beginning with a letter, got other text (yaml FILE, line 2)',
    ],
    [
      'databases:\n  main: redis://x\n',
      'databases.main: expected the fields of a database, got string (yaml FILE, line 2)',
    ],
    ['databases: [1]', 'databases: expected an object from name to database, got array (yaml FILE, line 1)'],
    ['database: {}', 'database: expected "databases" only, or keys that begin with "x-" (yaml FILE, line 1)'],
    ['[1]', 'configFile: expected an object with "databases", got array (yaml FILE, line 1)'],
    ['databases:\n\tmain: 1', 'configFile: expected spaces for indentation, got a tab (yaml FILE, line 2)'],
    [
      `databases:\n  main: { password: ${'9'.repeat(5)} }`,
      'databases.main.password: expected non-empty text, got number (yaml FILE, line 2)',
    ],
    [
      `databases:\n  main: { url: "redis://:${SECRET}@h", host: a }`,
      'databases.main.host: expected nothing, because the URL says it (yaml FILE)',
    ],
    [
      'databases:\n  main: { path: /a.sock, socket_timeout: 1, tls: true }',
      'databases.main.tls: expected no TLS, because "path" is a Unix socket (yaml FILE)',
    ],
  ])('refuses %j', (content, problem) => {
    expect(problemsOf(fileWith(content))).toEqual([problem]);
  });

  it('has to exist, be a file, be readable and be small if the options name it', () => {
    expect(problemsOf(join(folder, 'absent.yaml'))).toEqual([
      'configFile: expected a file, got nothing (yaml FILE)',
    ]);
    expect(problemsOf(folder)).toEqual(['configFile: expected a file, got something else (yaml FILE)']);
    expect(problemsOf('/dev/zero')).toEqual(['configFile: expected a file, got something else (yaml FILE)']);
    expect(problemsOf(fileWith(`# ${'x'.repeat(1_048_576)}`))).toEqual([
      'configFile: expected at most 65536 bytes, got 1048578 (yaml FILE)',
    ]);
    expect(problemsOf(fileWith(new Uint8Array([0x61, 0xff, 0xfe])))).toEqual([
      'configFile: expected text in UTF-8, got other bytes (yaml FILE)',
    ]);
  });

  it('is reported together with the options, but not with what would follow from it', () => {
    const options: CoreModuleOptions = { codec: 'json' as 'python', pools: { main: { password: SECRET } } };
    expect(problemsOf(join(folder, 'absent.yaml'), options)).toEqual([
      'codec: expected "lossless" or "python", got "json" (options)',
      'configFile: expected a file, got nothing (yaml FILE)',
    ]);
  });

  it('reports every problem of every database at once', () => {
    const content = 'databases:\n  main: { port: x, db: -1 }\n  cache: { hots: 1 }\nother: 1\n';
    expect(problemsOf(fileWith(content)).map((problem) => problem.split(':', 1)[0])).toEqual([
      'other',
      'databases.main.port',
      'databases.main.db',
      'databases.cache.hots',
    ]);
  });
});
