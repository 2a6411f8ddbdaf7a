import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  option,
  record,
  type Arbitrary,
} from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { CoreModuleOptions } from './module-options.js';
import { StaticRegistry } from './registry/static.registry.js';
import { loadConfig } from './resolve-config.js';

const folder = mkdtempSync(join(tmpdir(), 'tenantry-precedence-'));
afterAll(() => rmSync(folder, { recursive: true }));
const configFile = join(folder, 'databases.yaml');

const SERVICE = 'redis-service';
const registry = new StaticRegistry({ [SERVICE]: [{ host: 'registry', port: 6379 }] });

/** What a source says about the pool; hosts and passwords are named after who says them. */
const said = record({
  server: boolean(),
  db: option(integer({ min: 0, max: 15 }), { nil: undefined }),
  timeoutSeconds: option(integer({ min: 1, max: 600 }), { nil: undefined }),
});

const situation = record({
  alias: constantFrom('user', 'default', 'main', 'own-pool'),
  options: option(said, { nil: undefined }),
  optionsUrl: boolean(),
  envUrl: option(record({ db: option(integer({ min: 0, max: 15 }), { nil: undefined }) }), {
    nil: undefined,
  }),
  envShared: boolean(),
  yaml: option(said, { nil: undefined }),
  registry: option(said, { nil: undefined }),
});

type Situation = typeof situation extends Arbitrary<infer Value> ? Value : never;
type Said = NonNullable<Situation['yaml']>;

const poolOptions = (from: string, { server, db, timeoutSeconds }: Said): Record<string, unknown> => ({
  ...(server ? { host: from, password: `pw-${from}` } : {}),
  ...(db === undefined ? {} : { db }),
  ...(timeoutSeconds === undefined ? {} : { commandTimeoutMs: timeoutSeconds * 1_000 }),
});

function yamlOf(alias: string, { server, db, timeoutSeconds }: Said): unknown {
  const address = server ? { host: 'yaml', password: 'pw-yaml' } : {};
  return { databases: { [alias]: { ...address, db, socket_timeout: timeoutSeconds } } };
}

function moduleOptions(given: Situation): CoreModuleOptions {
  const { alias, options, envUrl } = given;
  const variable = `REDIS_${alias.toUpperCase().replace('-', '_')}_URL`;
  const urlDatabase = envUrl?.db === undefined ? '' : `/${envUrl.db}`;
  writeFileSync(configFile, given.yaml === undefined ? '' : JSON.stringify(yamlOf(alias, given.yaml)));
  return {
    ...(given.optionsUrl ? { url: 'redis://:pw-options-url@options-url' } : {}),
    ...(options === undefined ? {} : { pools: { [alias]: poolOptions('options', options) } }),
    env: {
      ...(given.envShared ? { REDIS_URL: 'redis://:pw-env-shared@env-shared' } : {}),
      ...(envUrl === undefined ? {} : { [variable]: `redis://:pw-env@env${urlDatabase}` }),
    },
    configFile,
    ...(given.registry === undefined ? {} : { registry: registryOptions(alias, given.registry) }),
  };
}

function registryOptions(
  alias: string,
  { server, ...rest }: Said,
): NonNullable<CoreModuleOptions['registry']> {
  const tuning = poolOptions('registry', { ...rest, server: false });
  const password = server ? { password: 'pw-registry' } : {};
  return { from: registry, services: { [alias]: { service: SERVICE, ...password, ...tuning } } };
}

/** Who names the server, by the order in the documentation. */
function expectedServer(given: Situation): string {
  if (given.options?.server === true) return 'options';
  if (given.optionsUrl) return 'options-url';
  if (given.envUrl !== undefined) return 'env';
  if (given.envShared) return 'env-shared';
  if (given.yaml?.server === true) return 'yaml';
  return given.registry === undefined ? '127.0.0.1' : 'registry';
}

const STANDARD: Readonly<Record<string, number>> = { user: 11, default: 15 };

function expectedDatabase(given: Situation, server: string): number {
  const fromUrl = server === 'env' ? given.envUrl?.db : undefined;
  const databases = [given.options?.db, fromUrl, given.yaml?.db, given.registry?.db];
  return databases.find((db) => db !== undefined) ?? STANDARD[given.alias] ?? 0;
}

describe('the order of the sources', () => {
  it('decides every field, whatever each of them says', async () => {
    await assert(
      asyncProperty(situation, async (given) => {
        const aliases = ['own-pool', 'main'];
        const { pools } = await loadConfig(moduleOptions(given), { aliases });
        const pool = pools.get(given.alias);
        const isDescribed = [given.options, given.envUrl, given.yaml, given.registry].some(Boolean);
        const exists = STANDARD[given.alias] !== undefined || isDescribed;
        expect(pool !== undefined).toBe(exists);
        if (!exists) return;
        const server = expectedServer(given);
        const timeouts = [given.options, given.yaml, given.registry].map((each) => each?.timeoutSeconds);
        expect(pool).toMatchObject({
          endpoint: { host: server },
          db: expectedDatabase(given, server),
          commandTimeoutMs: (timeouts.find((each) => each !== undefined) ?? 5) * 1_000,
        });
        // A password goes to nobody but the server that its own source names.
        const isOwn = server !== '127.0.0.1' && !(server === 'registry' && given.registry?.server === false);
        expect(pool?.password).toBe(isOwn ? `pw-${server}` : undefined);
      }),
      { numRuns: 500 },
    );
  }, 30_000);
});
