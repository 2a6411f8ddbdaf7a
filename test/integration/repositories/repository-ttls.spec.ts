import { describe, expect, it } from 'vitest';
import { createTenantTtls } from '../../../libs/redis/src/config/tenant-ttls.js';
import type { TtlOptions } from '../../../libs/redis/src/config/ttl-options.js';
import type { WriteOptions } from '../../../libs/redis/src/repositories/repository-options.js';
import { ALL_RECORD_FORMS, RECORD_FORMS, type RecordForm } from '../../support/record-forms.js';
import type { RecordView } from '../../support/record-view.js';
import { repositoriesOf, type TestRepositories } from '../../support/repositories.js';
import { topologies, useTopology } from '../../support/topologies.js';
import { uniqueName } from '../../support/unique-name.js';

class Row {
  step!: number;
}

/** Every write that can create a record. */
const WRITES: Record<string, (record: RecordView, options?: WriteOptions) => Promise<unknown>> = {
  upsert: async (record, options) => record.upsert({ step: 1 }, options),
  set: async (record, options) => record.set({ step: 1 }, options),
  updateField: async (record, options) => record.updateField('step', 1, options),
  incrementField: async (record) => record.incrementField('step'),
  appendToList: async (record) => record.appendToList('list', 1),
};

/** By the first word of the tenant's name. */
const OVERRIDES: Readonly<Record<string, TtlOptions>> = {
  own: { users: 300, handlers: 400, tables: 500, sharedState: 600 },
  base: { defaultSeconds: 1_000 },
  endless: { defaultSeconds: 'none', users: 'none' },
};

const ttlDefaults = createTenantTtls({
  defaultSeconds: 10_000,
  users: 2_000,
  tenants: (tenant) => OVERRIDES[tenant.split('-')[0] ?? ''],
});

type Repository = 'users' | 'handlers' | 'tables' | 'sharedState';

/** Seconds that new records get, by the kind of tenant. */
const EXPECTED: Record<string, Readonly<Record<Repository, number | 'none'>>> = {
  plain: { users: 2_000, handlers: 5_000, tables: 10_000, sharedState: 10_000 },
  own: { users: 300, handlers: 400, tables: 500, sharedState: 600 },
  base: { users: 2_000, handlers: 500, tables: 1_000, sharedState: 1_000 },
  endless: { users: 'none', handlers: 'none', tables: 'none', sharedState: 'none' },
};

function repositoryOf(form: RecordForm): Repository {
  return form.split('.')[0] as Repository;
}

/** To a hundred seconds above: tests take time. */
function rounded(ttl: number | 'none' | null): number | 'none' | null {
  return typeof ttl === 'number' ? Math.ceil(ttl / 100) * 100 : ttl;
}

describe.each(topologies)('Default expiries on $name', (topology) => {
  const redis = useTopology(topology);

  /** Repositories of a tenant of that kind. */
  function repositories(kind: string): TestRepositories {
    const scope = redis.scope({ tenant: uniqueName(kind) });
    return repositoriesOf({ ...scope, runtime: { ...scope.runtime, ttlDefaults } });
  }

  describe.each(Object.entries(EXPECTED))('of a tenant of kind %s', (kind, expected) => {
    it.each(ALL_RECORD_FORMS)('are those of the repository for every write of %s', async (form) => {
      for (const write of Object.values(WRITES)) {
        const record = RECORD_FORMS[form](repositories(kind));
        await write(record);
        expect(rounded(await record.ttl())).toBe(expected[repositoryOf(form)]);
      }
    });

    it('are those of the repository for merge and for typed rows', async () => {
      const { handlers, tables } = repositories(kind);
      await handlers.merge('chat', 'u1', { step: 1 });
      await handlers.of('u1').merge('mail', { step: 1 });
      expect(rounded(await handlers.ttl('chat', 'u1'))).toBe(expected.handlers);
      expect(rounded(await handlers.ttl('mail', 'u1'))).toBe(expected.handlers);
      const rows = tables.of('rows', Row);
      await rows.upsert('p1', { step: 1 });
      expect(rounded(await rows.ttl('p1'))).toBe(expected.tables);
    });
  });

  it('are a day, and half a day for handlers, where nothing is configured', async () => {
    const acme = repositoriesOf(redis.scope());
    for (const form of ALL_RECORD_FORMS) {
      const record = RECORD_FORMS[form](acme);
      await record.upsert({ step: 1 });
      expect(rounded(await record.ttl())).toBe(repositoryOf(form) === 'handlers' ? 43_200 : 86_400);
    }
  });

  it.each(ALL_RECORD_FORMS)('neither shorten a longer expiry nor end an endless one of %s', async (form) => {
    for (const write of Object.values(WRITES)) {
      const record = RECORD_FORMS[form](repositories('own'));
      await record.upsert({ step: 1, list: [] }, { ttlSeconds: 7_000 });
      await write(record);
      expect(rounded(await record.ttl())).toBe(7_000);
      await record.renewTtl({ ttlSeconds: 'none' });
      await write(record);
      expect(await record.ttl()).toBe('none');
    }
  });

  it.each(ALL_RECORD_FORMS)('renew a shorter expiry of %s, and are what renewTtl gives', async (form) => {
    const expected = EXPECTED['own']?.[repositoryOf(form)];
    for (const write of Object.values(WRITES)) {
      const record = RECORD_FORMS[form](repositories('own'));
      await record.upsert({ step: 1, list: [] }, { ttlSeconds: 60 });
      await write(record);
      expect(rounded(await record.ttl())).toBe(expected);
      await record.renewTtl({ ttlSeconds: 60 });
      await record.renewTtl();
      expect(rounded(await record.ttl())).toBe(expected);
    }
  });

  it.each(ALL_RECORD_FORMS)('give way to the ttlSeconds of a write of %s', async (form) => {
    const record = RECORD_FORMS[form](repositories('own'));
    await record.upsert({ step: 1 }, { ttlSeconds: 900 });
    expect(rounded(await record.ttl())).toBe(900);
    await record.updateField('step', 2, { ttlSeconds: 100 });
    expect(rounded(await record.ttl())).toBe(100);
    await record.set({ step: 3 }, { ttlSeconds: 'keep' });
    expect(rounded(await record.ttl())).toBe(100);
    await record.upsert({ step: 4 }, { ttlSeconds: 'none' });
    expect(await record.ttl()).toBe('none');
  });
});
