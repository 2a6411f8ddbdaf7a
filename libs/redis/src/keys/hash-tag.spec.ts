import slotOf from 'cluster-key-slot';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTenantId, RESERVED_TENANT_IDS } from '../context/tenant-id.js';
import type { TenantId } from '../common/tenant-id.js';
import { KeyFactory } from './key-factory.js';
import { DEFAULT_KEY_PREFIXES, INDEXED_KINDS } from './key-options.js';

const keys = new KeyFactory({ layout: 'percent', hashTag: 'entity', prefixes: DEFAULT_KEY_PREFIXES });

const tenant = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,3}$/)
  .filter((text) => !RESERVED_TENANT_IDS.has(text))
  .map((text) => parseTenantId(text));

/** Ids that try to end a tag, or to begin another tenant's. */
const id = fc
  .array(
    fc.oneof(fc.constantFrom('{', '}', ':', '%', '%7D', '{acme:', '}:', 'idx'), fc.string({ minLength: 1 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((pieces) => pieces.join('').replaceAll('\0', ''))
  .filter((text) => text !== '' && text.isWellFormed());

type Ids = readonly [a: string, b: string, c: string];
const ids: fc.Arbitrary<Ids> = fc.tuple(id, id, id);

/** Everything that is written for a tenant, by what has to share a slot. */
const BUILDERS: Record<string, (tenant: TenantId, ids: Ids) => readonly string[]> = {
  user: (t, [a]) => [keys.user(t, a)],
  state: (t, [a, b]) => [keys.state(t, a, b)],
  row: (t, [a, b]) => [keys.tableRow(t, a, b)],
  sharedState: (t, [a, b]) => [keys.sharedState(t, a, b)],
  trigger: (t, [a, b]) => [keys.trigger(t, a, b)],
  keyValue: (t, [a]) => [keys.keyValue(t, a)],
  own: (t, [a, b, c]) => [keys.own(t, a, b), keys.own(t, a, b, c), keys.own(t, a, b, c, a)],
  index: (t, [a, b]) =>
    INDEXED_KINDS.filter((kind) => kind !== 'batch').map((kind) => keys.index(t, kind, a, b)),
  queues: (t, [a, b, c]) => [
    keys.batchLists(t, a),
    keys.batchList(t, a, b, c),
    keys.batchList(t, a, c, b),
    keys.batchLeases(t, a, b, c),
    keys.index(t, 'batch', a),
  ],
  threads: (t, [a, b]) => [
    keys.threads(t),
    keys.thread(t, a),
    keys.thread(t, b),
    keys.threadMessages(t, a),
    keys.threadIndex(t),
    keys.threadExpiryIndex(t),
    keys.threadIdIndex(t),
  ],
};
const SHARING = new Set(['own', 'queues', 'threads']);

/** What Redis hashes: see its cluster specification. */
function tagOf(key: string): string {
  const open = key.indexOf('{');
  const close = key.indexOf('}', open + 1);
  return open >= 0 && close > open + 1 ? key.slice(open + 1, close) : key;
}

describe.each(Object.entries(BUILDERS))('The entity as hash tag of %s', (name, build) => {
  it('begins the key with the tenant, whatever the ids are', () => {
    fc.assert(
      fc.property(tenant, ids, (owner, parts) => {
        for (const key of build(owner, parts)) expect(key.startsWith(`{${owner}:`)).toBe(true);
      }),
    );
  });

  it('is never the tag of another tenant', () => {
    fc.assert(
      fc.property(tenant, tenant, ids, ids, (one, other, parts, others) => {
        fc.pre(one !== other);
        const tags = new Set(build(one, parts).map(tagOf));
        for (const builder of Object.values(BUILDERS)) {
          for (const key of builder(other, others)) {
            expect(tags.has(tagOf(key))).toBe(false);
            // What a rule of an ACL for one tenant, `~{acme:*`, would match.
            expect(key.startsWith(`{${one}:`)).toBe(false);
          }
        }
      }),
    );
  });

  it.runIf(SHARING.has(name))('is one for all that changes together', () => {
    fc.assert(
      fc.property(tenant, ids, (owner, parts) => {
        expect(new Set(build(owner, parts).map(slotOf)).size).toBe(1);
      }),
    );
  });

  it.runIf(!SHARING.has(name))('is another for another entity', () => {
    fc.assert(
      fc.property(tenant, ids, ids, (owner, parts, others) => {
        const [one, other] = [build(owner, parts), build(owner, others)];
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(one.map(tagOf)).not.toEqual(other.map(tagOf));
      }),
    );
  });
});

describe('The entity as hash tag', () => {
  it('spreads the records of one tenant over all slots', () => {
    const acme = parseTenantId('acme');
    const nodes = [0, 0, 0];
    for (let user = 0; user < 3_000; user++) {
      const third = Math.floor((slotOf(keys.user(acme, `u${user}`)) * 3) / 16_384);
      nodes[third] = (nodes[third] ?? 0) + 1;
    }
    for (const count of nodes) expect(count).toBeGreaterThan(800);
  });
});
