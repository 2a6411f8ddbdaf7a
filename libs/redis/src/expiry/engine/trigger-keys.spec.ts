import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTenantId } from '../../context/tenant-id.js';
import { KeyFactory } from '../../keys/key-factory.js';
import { DEFAULT_KEY_PREFIXES, type HashTag, type KeyLayout } from '../../keys/key-options.js';
import { keyPartProblem } from '../../keys/key-segment.js';
import { TriggerKeys } from './trigger-keys.js';

const tenant = parseTenantId('acme');
const part = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(':', '%', '_', '{', '}', 'a') }))
  .filter((text) => keyPartProblem(text) === undefined);

function triggerKeys(layout: KeyLayout, hashTag: HashTag = false, partitions = 16): TriggerKeys {
  const keys = new KeyFactory({ layout, hashTag, prefixes: DEFAULT_KEY_PREFIXES });
  return new TriggerKeys(keys, 'app', 'expiry', partitions);
}

describe('Keys of triggers', () => {
  it.each(['tenant', 'entity', false] as const)(
    'say which trigger they belong to, with hash tag %s',
    (hashTag) => {
      const keys = triggerKeys('percent', hashTag);
      fc.assert(
        fc.property(part, part, (action, identifier) => {
          const name = { tenant, action, identifier };
          expect(keys.parse(keys.member(name))).toEqual(name);
          expect(keys.parts(keys.member(name))).toEqual(name);
          expect(keys.actionOf(keys.actionSegment(action))).toBe(action);
        }),
      );
    },
  );

  it('are in one partition for one identifier, whatever the action', () => {
    const keys = triggerKeys('percent');
    fc.assert(
      fc.property(part, part, part, (identifier, one, other) => {
        const partitionOf = (action: string): number =>
          keys.partitionOf(keys.member({ tenant, action, identifier }));
        expect(partitionOf(one)).toBe(partitionOf(other));
      }),
    );
  });

  it('may hold colons in identifiers that Python programs wrote', () => {
    const python = triggerKeys('python');
    expect(python.parse('acme:EXPTRIGGER:remind:a:b')).toEqual({
      tenant,
      action: 'remind',
      identifier: 'a:b',
    });
    expect(python.parse('acme:EXPTRIGGER:remind:a_b')).toEqual({
      tenant,
      action: 'remind',
      identifier: 'a_b',
    });
    expect(triggerKeys('percent').parse('acme:EXPTRIGGER:remind:a:b')).toBeNull();
  });

  it('stay in the hash tag of their namespace', () => {
    fc.assert(
      fc.property(part, part, (namespace, pool) => {
        const factory = new KeyFactory({
          layout: 'percent',
          hashTag: 'tenant',
          prefixes: DEFAULT_KEY_PREFIXES,
        });
        const keys = new TriggerKeys(factory, namespace, pool, 2);
        expect(keys.prefix(1)).toMatch(/^\{exp:[^:{}]+:[^:{}]+:1\}:$/s);
        expect(keys.meta).toMatch(/^exp:[^:{}]+:meta$/s);
      }),
    );
  });
});
