import { IsString } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { ModelValidationError } from '../../libs/redis/src/codec/codec.errors.js';
import { decodeFields, decodeValue, encodeFields } from '../../libs/redis/src/codec/hash-codec.js';
import { createCodec } from '../../libs/redis/src/codec/value-codec.js';
import { parseTenantId } from '../../libs/redis/src/context/tenant-id.js';
import { escapeGlob } from '../../libs/redis/src/keys/glob.js';
import { KeyFactory } from '../../libs/redis/src/keys/key-factory.js';
import { DEFAULT_KEY_PREFIXES, type KeyOptions } from '../../libs/redis/src/keys/key-options.js';
import { KeyParser } from '../../libs/redis/src/keys/key-parser.js';
import { Code, Prefs, Profile } from './python-models.js';

// Defects of the Python library in values and keys, each shown not to exist here.

const codec = createCodec('lossless');
const roundTrip = (value: unknown): unknown => codec.decode(codec.encode(value, 'field'));

describe('values', () => {
  it('do not change their type: numbers, texts that look like them, booleans and counters', () => {
    for (const value of [
      1,
      '1',
      true,
      'true',
      0,
      '0',
      false,
      null,
      'null',
      '1.50',
      '1e5',
      '"x"',
      'NaN',
      ' 1 ',
    ]) {
      expect(roundTrip(value)).toBe(value);
    }
  });

  it('of a model stay texts where texts are declared, and in free dictionaries', () => {
    const code = Object.assign(new Code(), { code: '1' });
    expect(decodeValue(codec, codec.encode(code, 'field'), 'field', Code)).toStrictEqual(code);
    const profile = Object.assign(new Profile(), {
      name: '0',
      active: false,
      extra: { a: '1', b: '0', c: true },
    });
    expect(decodeValue(codec, codec.encode(profile, 'field'), 'field', Profile)).toStrictEqual(profile);
  });

  it('that do not fit their model fail by path, also where they are 1, 0 or no JSON', () => {
    for (const text of ['1', '0', 'text', '[]', '{"dark":"maybe"}']) {
      expect(() => decodeFields(codec, { ok: 'x', prefs: text }, { prefs: Prefs })).toThrow(
        ModelValidationError,
      );
    }
    expect(decodeFields(codec, { prefs: 'null' }, { prefs: Prefs })).toEqual({ prefs: null });
  });

  it('of one hostile field do not poison the record, whoever wrote it', () => {
    const hostile = ['9'.repeat(5_000), '['.repeat(100_000), `${'['.repeat(100_000)}${']'.repeat(100_000)}`];
    for (const text of hostile) {
      expect(decodeFields(codec, { text, name: 'Ann' })).toEqual({ text, name: 'Ann' });
      expect(roundTrip(text)).toBe(text);
    }
  });

  it('in a list stay a list: models, dates and enums are JSON there', () => {
    const list = [Object.assign(new Prefs(), { dark: true }), new Date(0), 'red'];
    expect(roundTrip(list)).toEqual([
      { dark: true, beta: null, flags: [] },
      '1970-01-01T00:00:00.000Z',
      'red',
    ]);
  });

  it('that cannot be stored are refused before anything is written', () => {
    expect(() => encodeFields(codec, { name: 'Ann', bad: 'a\ud800' })).toThrow(/^bad cannot be stored/);
    expect(() => encodeFields(codec, { name: 'Ann', bad: new Set([1]) })).toThrow(/^bad cannot be stored/);
  });

  it('of a model that no decorator declares boolean read as booleans without the model too', () => {
    class Switch {
      @IsString()
      label = 'x';
      on = false;
    }
    expect(codec.decode(codec.encode(new Switch(), 'field'))).toEqual({ label: 'x', on: false });
  });
});

describe('keys', () => {
  const options: KeyOptions = { layout: 'percent', hashTag: false, prefixes: DEFAULT_KEY_PREFIXES };
  const keys = new KeyFactory(options);
  const acme = parseTenantId('acme');

  it('of different ids never meet, where Python’s do', () => {
    const python = new KeyFactory({ ...options, layout: 'python' });
    const pairs = (factory: KeyFactory) => [
      [factory.state(acme, 'a:b', 'c'), factory.state(acme, 'a', 'b:c')],
      [factory.batchList(acme, 'a:b', 'c', 'd'), factory.batchList(acme, 'a', 'b:c', 'd')],
      [factory.sharedState(acme, 's', 'u:1'), factory.sharedState(acme, 's', 'u_1')],
      [factory.tableRow(acme, 't', 'u:1'), factory.tableRow(acme, 't', 'u_1')],
      [factory.trigger(acme, 'remind', 'u:1'), factory.trigger(acme, 'remind', 'u_1')],
    ];
    for (const [left, right] of pairs(python)) expect(left).toBe(right);
    for (const [left, right] of pairs(keys)) expect(left).not.toBe(right);
  });

  it('are refused for tenants that could reach into another’s keys or the system’s', () => {
    for (const tenant of ['a:user', 'acme[1]', '*', 'pending_batches', 'exp']) {
      expect(() => parseTenantId(tenant)).toThrow(expect.objectContaining({ statusCode: 400 }));
    }
  });

  it('give actions and identifiers with colons back unchanged', () => {
    const key = keys.trigger(acme, 'send:reminder', 'u:1');
    expect(new KeyParser(options).parseTrigger(key)).toMatchObject({
      action: 'send:reminder',
      identifier: 'u:1',
    });
  });

  it('give names of shared states back unchanged', () => {
    const key = keys.sharedState(acme, 'my_state', 'u1');
    expect(new KeyParser(options).parse(key)).toMatchObject({ state: 'my_state' });
  });

  it('become patterns in which glob characters of ids are inert', () => {
    expect(escapeGlob(keys.trigger(acme, 'remind', '*'))).toBe('acme:EXPTRIGGER:remind:\\*');
    expect(escapeGlob('u?[1]')).toBe('u\\?\\[1\\]');
  });
});
