import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTenantId } from '../context/tenant-id.js';
import { KeyFactory } from './key-factory.js';
import { DEFAULT_KEY_PREFIXES, type HashTag, type KeyLayout } from './key-options.js';
import { InvalidKeyPartError } from './key.errors.js';

const acme = parseTenantId('acme');

function factory(layout: KeyLayout = 'percent', hashTag: HashTag = false): KeyFactory {
  return new KeyFactory({ layout, hashTag, prefixes: DEFAULT_KEY_PREFIXES });
}

/** Every kind of key with ids that need no escaping. */
function everyKey(keys: KeyFactory): string[] {
  return [
    keys.user(acme, 'u1'),
    keys.state(acme, 'chat', 'u1'),
    keys.tableRow(acme, 'orders', '42'),
    keys.sharedState(acme, 'conversation', 'u1'),
    keys.trigger(acme, 'remind', 'u1'),
    keys.batchList(acme, 'crm', 'contact', 'sync'),
    keys.batchLeases(acme, 'crm', 'contact', 'sync'),
    keys.pendingTenants('crm'),
    keys.keyValue(acme, 'config'),
    keys.thread(acme, 't1'),
    keys.threadMessages(acme, 't1'),
    keys.threadIndex(acme),
    keys.index(acme, 'user', 'email'),
  ];
}

describe('KeyFactory', () => {
  it('writes the documented key of each kind', () => {
    expect(everyKey(factory())).toEqual([
      'acme:user:u1',
      'acme:state:chat:u1',
      'acme:df:orders:pkid:42',
      'acme:SS:conversation:u1',
      'acme:EXPTRIGGER:remind:u1',
      'acme:batch:crm:contact:sync',
      'acme:batch:crm:contact:sync:leases',
      'pending_batches:crm',
      'acme:config',
      'acme:thread:t1',
      'acme:thread:t1:messages',
      'acme:idx:threads',
      'acme:idx:user:email',
    ]);
  });

  it('writes the tenant as a hash tag on request, and leaves the key without tenant as it is', () => {
    const plain = everyKey(factory());
    const tagged = everyKey(factory('percent', 'tenant'));
    expect(tagged).toEqual(plain.map((key) => key.replace(/^acme/, '{acme}')));
    expect(tagged).toContain('pending_batches:crm');
  });

  it('writes tenant and entity as a hash tag on request, with what belongs to it behind the tag', () => {
    expect(everyKey(factory('percent', 'entity'))).toEqual([
      '{acme:user:u1}',
      '{acme:state:chat:u1}',
      '{acme:df:orders:pkid:42}',
      '{acme:SS:conversation:u1}',
      '{acme:EXPTRIGGER:remind:u1}',
      '{acme:batch:crm}:contact:sync',
      '{acme:batch:crm}:contact:sync:leases',
      'pending_batches:crm',
      '{acme:config}',
      '{acme:thread}:t1',
      '{acme:thread}:t1:messages',
      '{acme:thread}:idx:threads:updates',
      '{acme:idx:user:email}',
    ]);
    const keys = factory('percent', 'entity');
    expect(keys.threadExpiryIndex(acme)).toBe('{acme:thread}:idx:threads:expiry');
    expect(keys.index(acme, 'batch', 'crm')).toBe('{acme:batch:crm}:idx');
    expect(keys.own(acme, 'visits', 'home', '2024')).toBe('{acme:visits:home}:2024');
  });

  it('escapes braces inside such a tag, and only there', () => {
    const keys = factory('percent', 'entity');
    expect(keys.user(acme, 'a}b{c%7D')).toBe('{acme:user:a%7Db%7Bc%257D}');
    expect(keys.thread(acme, 'a}b')).toBe('{acme:thread}:a}b');
    expect(keys.batchList(acme, 's}', 'e}', '{a')).toBe('{acme:batch:s%7D}:e}:{a');
  });

  it('writes the same keys in the python layout where no id needs escaping', () => {
    expect(everyKey(factory('python'))).toEqual(everyKey(factory()));
  });

  it('takes its words from the prefixes', () => {
    const keys = new KeyFactory({
      layout: 'percent',
      hashTag: false,
      prefixes: { ...DEFAULT_KEY_PREFIXES, table: 'rows', tableKey: 'id' },
    });
    expect(keys.tableRow(acme, 'orders', '42')).toBe('acme:rows:orders:id:42');
  });

  it('escapes the separator and the escape character, and nothing else', () => {
    expect(factory().user(acme, 'a:b%c')).toBe('acme:user:a%3Ab%25c');
    expect(factory().user(acme, '{*?[]} \\\n/é😀')).toBe('acme:user:{*?[]} \\\n/é😀');
  });

  it('keeps ids apart that meet in the python layout', () => {
    expect(factory('python').sharedState(acme, 'a:b', 'c')).toBe(
      factory('python').sharedState(acme, 'a_b', 'c'),
    );
    expect(factory().sharedState(acme, 'a:b', 'c')).not.toBe(factory().sharedState(acme, 'a_b', 'c'));
    expect(factory('python').state(acme, 'a:b', 'c')).toBe(factory('python').state(acme, 'a', 'b:c'));
    expect(factory().state(acme, 'a:b', 'c')).not.toBe(factory().state(acme, 'a', 'b:c'));
  });
});

describe('a part of a key', () => {
  const build: Record<string, (keys: KeyFactory, part: string) => string> = {
    userId: (keys, part) => keys.user(acme, part),
    handler: (keys, part) => keys.state(acme, part, 'u1'),
    table: (keys, part) => keys.tableRow(acme, part, '1'),
    pk: (keys, part) => keys.tableRow(acme, 'orders', part),
    state: (keys, part) => keys.sharedState(acme, part, 'u1'),
    action: (keys, part) => keys.trigger(acme, part, 'u1'),
    identifier: (keys, part) => keys.trigger(acme, 'remind', part),
    service: (keys, part) => keys.pendingTenants(part),
    entity: (keys, part) => keys.batchLeases(acme, 'crm', part, 'sync'),
    key: (keys, part) => keys.keyValue(acme, part),
    threadId: (keys, part) => keys.threadMessages(acme, part),
    field: (keys, part) => keys.index(acme, 'user', part),
  };
  const layouts: readonly KeyLayout[] = ['percent', 'python'];

  it.each(Object.entries(build))('%s is refused by name when it is empty, in both layouts', (part, key) => {
    for (const layout of layouts) {
      expect(() => key(factory(layout), '')).toThrow(InvalidKeyPartError);
      expect(() => key(factory(layout), '')).toThrow(`${part} cannot be part of a key: it is empty.`);
    }
  });

  it.each([
    ['NUL', 'a\0b', /NUL/],
    ['half of a surrogate pair', 'a\ud83d', /surrogate/],
    ['the other half', '\ude00b', /surrogate/],
    ['more than 1,024 bytes', 'x'.repeat(1_025), /longer than 1024 bytes/],
    ['more than 1,024 bytes in fewer characters', 'é'.repeat(513), /longer than 1024 bytes/],
  ])('is refused with %s, in both layouts', (_case, part, message) => {
    for (const layout of layouts) expect(() => factory(layout).user(acme, part)).toThrow(message);
  });

  it.each([['x'.repeat(1_024)], ['é'.repeat(512)], ['😀'.repeat(256)], [' '], ['%'.repeat(1_024)]])(
    'may be up to 1,024 bytes long',
    (part) => {
      expect(() => factory().user(acme, part)).not.toThrow();
    },
  );

  it('is refused as the caller’s mistake, without its text in the message', () => {
    const error = catchError(() => factory().user(acme, 'secret\0'));
    expect(error).toMatchObject({ code: 'INVALID_KEY_PART', statusCode: 400, details: { field: 'userId' } });
    expect(String(error)).not.toContain('secret');
  });

  it('is refused when JavaScript passes something else than text', () => {
    const id: string = JSON.parse('42');
    expect(() => factory().user(acme, id)).toThrow(/expected text, got number/);
  });

  it('never throws another error, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)) }),
        (text) => {
          const error = catchError(() => factory().user(acme, text));
          expect(error === undefined || error instanceof InvalidKeyPartError).toBe(true);
        },
      ),
    );
  });
});

function catchError(fn: () => unknown): unknown {
  try {
    fn();
    return undefined;
  } catch (error) {
    return error;
  }
}
