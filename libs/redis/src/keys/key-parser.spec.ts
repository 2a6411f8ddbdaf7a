import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTenantId, RESERVED_TENANT_IDS } from '../context/tenant-id.js';
import { KeyFactory } from './key-factory.js';
import { DEFAULT_KEY_PREFIXES, INDEXED_KINDS, type KeyOptions } from './key-options.js';
import { KeyParser } from './key-parser.js';
import type { ParsedKey } from './parsed-key.js';

const percent: KeyOptions = { layout: 'percent', hashTag: false, prefixes: DEFAULT_KEY_PREFIXES };
const tagged: KeyOptions = { ...percent, hashTag: 'tenant' };
const entity: KeyOptions = { ...percent, hashTag: 'entity' };
const python: KeyOptions = { ...percent, layout: 'python' };

/** The key of `parts`: what `KeyParser.parse` promises to undo. */
function build(keys: KeyFactory, parts: ParsedKey): string {
  if (parts.kind === 'pendingTenants') return keys.pendingTenants(parts.service);
  const tenant = parseTenantId(parts.tenant);
  switch (parts.kind) {
    case 'user':
      return keys.user(tenant, parts.userId);
    case 'state':
      return keys.state(tenant, parts.handler, parts.userId);
    case 'tableRow':
      return keys.tableRow(tenant, parts.table, parts.pk);
    case 'sharedState':
      return keys.sharedState(tenant, parts.state, parts.userId);
    case 'trigger':
      return keys.trigger(tenant, parts.action, parts.identifier);
    case 'batchList':
    case 'batchLeases':
      return keys[parts.kind](tenant, parts.service, parts.entity, parts.action);
    case 'keyValue':
      return keys.keyValue(tenant, parts.key);
    case 'thread':
    case 'threadMessages':
      return keys[parts.kind](tenant, parts.threadId);
    case 'threadIndex':
    case 'threadExpiryIndex':
    case 'threadIdIndex':
      return keys[parts.kind](tenant);
    default:
      return keys.index(tenant, parts.records, ...parts.names);
  }
}

const tenants = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,5}$/)
  .filter((tenant) => !RESERVED_TENANT_IDS.has(tenant));

/** Ids that try to look like other keys: separators, escapes, braces and every prefix. */
const hostileIds = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ':',
        '%',
        '%3A',
        '%25',
        '%2',
        '{',
        '}',
        '_',
        '*',
        ...Object.values(DEFAULT_KEY_PREFIXES),
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((pieces) => pieces.join('').replaceAll('\0', ''))
  .filter((id) => id !== '');

const kind = <K extends ParsedKey['kind']>(name: K) => fc.constant(name);
const parsedKeys: fc.Arbitrary<ParsedKey> = fc.oneof(
  fc.record({ kind: kind('user'), tenant: tenants, userId: hostileIds }),
  fc.record({ kind: kind('state'), tenant: tenants, handler: hostileIds, userId: hostileIds }),
  fc.record({ kind: kind('tableRow'), tenant: tenants, table: hostileIds, pk: hostileIds }),
  fc.record({ kind: kind('sharedState'), tenant: tenants, state: hostileIds, userId: hostileIds }),
  fc.record({ kind: kind('trigger'), tenant: tenants, action: hostileIds, identifier: hostileIds }),
  fc.record({
    kind: fc.constantFrom('batchList', 'batchLeases'),
    tenant: tenants,
    service: hostileIds,
    entity: hostileIds,
    action: hostileIds,
  }),
  fc.record({ kind: kind('pendingTenants'), service: hostileIds }),
  fc.record({ kind: kind('keyValue'), tenant: tenants, key: hostileIds }),
  fc.record({ kind: fc.constantFrom('thread', 'threadMessages'), tenant: tenants, threadId: hostileIds }),
  fc.record({
    kind: fc.constantFrom('threadIndex', 'threadExpiryIndex', 'threadIdIndex'),
    tenant: tenants,
  }),
  fc.record({
    kind: kind('index'),
    tenant: tenants,
    records: fc.constantFrom(...INDEXED_KINDS),
    names: fc.array(hostileIds, { maxLength: 3 }),
  }),
);

describe.each([
  ['without hash tags', percent],
  ['with the tenant as hash tag', tagged],
  ['with the entity as hash tag', entity],
])('keys in the percent layout, %s', (_case, options) => {
  const keys = new KeyFactory(options);
  const parser = new KeyParser(options);

  it('parse back to their kind and parts', () => {
    fc.assert(
      fc.property(parsedKeys, (parts) => {
        expect(parser.parse(build(keys, parts))).toEqual(parts);
      }),
      { numRuns: 3_000 },
    );
  });

  it('are never the same for two different things', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(parsedKeys, {
          minLength: 2,
          maxLength: 50,
          comparator: 'IsStrictlyEqual',
          selector: (parts) =>
            JSON.stringify(Object.entries(parts).toSorted(([a], [b]) => a.localeCompare(b))),
        }),
        (all) => {
          expect(new Set(all.map((parts) => build(keys, parts))).size).toBe(all.length);
        },
      ),
    );
  });

  it('are what their parts build, if they parse at all', () => {
    const first = fc.constantFrom('acme', '{acme}', '{acme', DEFAULT_KEY_PREFIXES.pending);
    const word = fc.constantFrom(
      ...['42', '42}', '}', '{', '%7D', '%3A', '%3a', '%', '', 'updates', 'expiry', 'ids'],
      ...Object.values(DEFAULT_KEY_PREFIXES).flatMap((text) => [text, `${text}}`]),
    );
    fc.assert(
      fc.property(first, fc.array(word, { maxLength: 6 }), (start, words) => {
        const key = [start, ...words].join(':');
        const parts = parser.parse(key);
        expect(parts === null ? key : build(keys, parts)).toBe(key);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('KeyParser', () => {
  const parser = new KeyParser(percent);

  it.each([
    '',
    'acme',
    ':user:u1',
    'acme::u1',
    'acme:user:',
    'acme:user:a:b',
    'acme:user:a%3ab',
    'acme:user:100%',
    'acme:user:%zz',
    'acme:user:a\0b',
    'acme:state:chat',
    'acme:df:orders:42',
    'acme:df:orders:other:42',
    'acme:batch:crm:contact',
    'acme:batch:crm:contact:sync:other',
    'acme:thread:t1:other',
    'acme:idx:other',
    'acme:unknown:u1',
    'pending_batches:a:b',
    'pending_batches:user:u1:x',
    '{acme}:user:u1',
    '{acme:user:u1}',
  ])('does not parse %j, which the factory never builds', (key) => {
    expect(parser.parse(key)).toBeNull();
  });

  it('takes a key without hash tag for a foreign one when hash tags are on', () => {
    expect(new KeyParser(tagged).parse('acme:user:u1')).toBeNull();
    expect(new KeyParser(tagged).parse('{acme}:user:u1')).toEqual({
      kind: 'user',
      tenant: 'acme',
      userId: 'u1',
    });
  });

  it.each([
    'acme:user:u1',
    '{acme}:user:u1',
    '{acme:user:u1',
    '{acme:user:u1}:x',
    '{acme:user:u1}x',
    '{acme:user}:u1',
    '{acme:user:a{b}',
    '{acme:user:a%7b}',
    '{acme:thread:t1}',
    '{acme:thread}:idx:threads',
    '{acme:thread}:t1:messages:x',
    '{acme:idx:threads}',
    '{acme:idx:batch:crm}',
    '{acme:batch:crm:contact:sync}',
    '{acme:batch:crm}',
    '{acme:batch}:crm:contact:sync',
    '{:user:u1}',
    '{}:user:u1',
    '{acme}',
  ])('does not parse %j, which the factory never builds with the entity as hash tag', (key) => {
    const parsed = new KeyParser(entity).parse(key);
    expect(parsed?.kind === 'keyValue' ? null : parsed).toBeNull();
  });

  it('tells trigger keys from others', () => {
    expect(parser.parseTrigger('acme:EXPTRIGGER:remind:u%3A1')).toMatchObject({
      action: 'remind',
      identifier: 'u:1',
    });
    expect(parser.isTriggerKey('acme:EXPTRIGGER:remind:u1')).toBe(true);
    expect(parser.parseTrigger('acme:user:u1')).toBeNull();
    expect(parser.isTriggerKey('acme:user:u1')).toBe(false);
  });
});

describe('keys in the python layout', () => {
  const keys = new KeyFactory(python);
  const parser = new KeyParser(python);

  it('parse to ids that build the same key, where they parse', () => {
    fc.assert(
      fc.property(parsedKeys, (parts) => {
        const key = build(keys, parts);
        const parsed = parser.parse(key);
        expect(parsed === null ? key : build(keys, parsed)).toBe(key);
      }),
      { numRuns: 3_000 },
    );
  });

  it('keep the colons of a user id', () => {
    expect(parser.parse('acme:user:a:b')).toEqual({ kind: 'user', tenant: 'acme', userId: 'a:b' });
  });

  it('keep the colons of an identifier that another program wrote', () => {
    expect(parser.parseTrigger('acme:EXPTRIGGER:remind:u:1')).toMatchObject({ identifier: 'u:1' });
  });

  it('do not parse where the ids of a handler state cannot be told apart', () => {
    expect(parser.parse(keys.state(parseTenantId('acme'), 'a:b', 'c'))).toBeNull();
  });
});
