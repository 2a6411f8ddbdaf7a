import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsDate,
  IsEmail,
  IsInt,
  IsOptional,
  IsString,
  Length,
  ValidateNested,
} from 'class-validator';
import { describe, expect, it } from 'vitest';
import { decodeValue } from './hash-codec.js';
import type { ModelClass } from './models.js';
import { createCodec } from './value-codec.js';

const codec = createCodec('lossless');

function read<T extends object>(model: ModelClass<T>, text: string): T | null {
  return decodeValue(codec, text, 'profile', model);
}

function roundTrip<T extends object>(model: ModelClass<T>, value: T): T | null {
  return read(model, codec.encode(value, 'profile'));
}

function create<T extends object>(model: new () => T, properties: Partial<T>): T {
  return Object.assign(new model(), properties);
}

class Preferences {
  @IsBoolean()
  dark!: boolean;

  @IsBoolean({ each: true })
  flags: boolean[] = [];
}

class Profile {
  @IsString()
  @Length(1, 100)
  name!: string;

  @IsBoolean()
  active!: boolean;

  @IsOptional()
  @IsInt()
  score?: number;

  @IsOptional()
  @ValidateNested()
  @Type(() => Preferences)
  preferences?: Preferences;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Preferences)
  history: Preferences[] = [];

  @IsOptional()
  extra?: Record<string, unknown>;
}

function sampleProfile(): Profile {
  return create(Profile, {
    name: '1',
    active: true,
    score: 0,
    preferences: create(Preferences, { dark: false, flags: [true, false] }),
    history: [create(Preferences, { dark: true })],
    extra: { active: true, one: '1', zero: 0 },
  });
}

describe('a model', () => {
  it('is stored as JSON, its declared booleans as "1" and "0", all others as they are', () => {
    expect(codec.encode(sampleProfile(), 'profile')).toBe(
      '{"name":"1","active":"1","score":0,"preferences":{"dark":"0","flags":["1","0"]},' +
        '"history":[{"dark":"1","flags":[]}],"extra":{"active":true,"one":"1","zero":0}}',
    );
  });

  it('comes back as an instance, with instances inside', () => {
    const profile = roundTrip(Profile, sampleProfile());
    expect(profile).toStrictEqual(sampleProfile());
    expect(profile?.preferences).toBeInstanceOf(Preferences);
    expect(profile?.history[0]).toBeInstanceOf(Preferences);
  });

  it('reads as a plain object without the class', () => {
    expect(codec.decode(codec.encode(create(Preferences, { dark: true, flags: [false] }), 'f'))).toEqual({
      dark: '1',
      flags: ['0'],
    });
  });

  it.each(['"1"', '1', 'true', '"true"'])('reads the boolean %s as true', (stored) => {
    expect(read(Preferences, `{"dark":${stored},"flags":[${stored}]}`)).toEqual({
      dark: true,
      flags: [true],
    });
  });

  it.each(['"0"', '0', 'false', '"false"'])('reads the boolean %s as false', (stored) => {
    expect(read(Preferences, `{"dark":${stored},"flags":[${stored}]}`)).toEqual({
      dark: false,
      flags: [false],
    });
  });

  it('keeps a text of 1 and a number of 1 apart from booleans', () => {
    expect(read(Profile, '{"name":"0","active":"1","score":1,"history":[]}')).toMatchObject({
      name: '0',
      active: true,
      score: 1,
    });
  });

  it('keeps the defaults of properties that are not stored', () => {
    expect(read(Preferences, '{"dark":"1"}')).toStrictEqual(create(Preferences, { dark: true }));
  });

  it('keeps properties that the class does not declare', () => {
    expect(read(Preferences, '{"dark":"1","later":[1]}')).toEqual({ dark: true, flags: [], later: [1] });
  });

  it('reads a stored null as null', () => {
    expect(read(Profile, 'null')).toBeNull();
  });

  it('stores booleans of a model inside a plain list as JSON does: no class would restore them', () => {
    expect(codec.encode([create(Preferences, { dark: true })], 'list')).toBe('[{"dark":true,"flags":[]}]');
  });
});

describe('models', () => {
  it('inherit booleans, types and validators', () => {
    class Extended extends Profile {
      @IsEmail()
      email!: string;
    }
    const extended = Object.assign(new Extended(), sampleProfile(), { email: 'a@example.com' });
    expect(codec.encode(extended, 'f')).toContain('"active":"1"');
    expect(roundTrip(Extended, extended)).toStrictEqual(extended);
    expect(() => read(Extended, codec.encode(sampleProfile(), 'f'))).toThrow(/profile\.email \(isEmail\)/);
  });

  it('without decorators are not validated and lose nothing', () => {
    class Bare {
      active = true;
      label = '1';
    }
    expect(codec.encode(new Bare(), 'f')).toBe('{"active":true,"label":"1"}');
    expect(roundTrip(Bare, new Bare())).toStrictEqual(new Bare());
  });

  it('read dates of Python, which are UTC without a zone', () => {
    class Stamped {
      @IsDate()
      at!: Date;
    }
    expect(read(Stamped, '{"at":"2024-01-02T03:04:05.678901"}')?.at).toEqual(
      new Date('2024-01-02T03:04:05.678Z'),
    );
    expect(read(Stamped, '{"at":"2024-01-02T03:04:05+05:30"}')?.at).toEqual(new Date('2024-01-01T21:34:05Z'));
    expect(() => read(Stamped, '{"at":"yesterday"}')).toThrow(/profile\.at \(isDate\)/);
  });

  it('with a toJSON are stored as it says', () => {
    class Money {
      constructor(readonly cents = 0) {}
      toJSON(): string {
        return (this.cents / 100).toFixed(2);
      }
    }
    expect(codec.encode({ price: new Money(150) }, 'f')).toBe('{"price":"1.50"}');
    expect(codec.encode(new Money(150), 'f')).toBe('"1.50"');
  });
});
