import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { describe, expect, it } from 'vitest';
import { ModelValidationError } from './codec.errors.js';
import { decodeValue } from './hash-codec.js';
import type { ModelClass } from './models.js';
import { createCodec } from './value-codec.js';

const codec = createCodec('lossless');

function read<T extends object>(model: ModelClass<T>, text: string): T | null {
  return decodeValue(codec, text, 'profile', model);
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

describe('a stored value that does not satisfy its model', () => {
  function failure(model: ModelClass, text: string): ModelValidationError {
    try {
      read(model, text);
    } catch (error) {
      if (error instanceof ModelValidationError) return error;
    }
    throw new Error('expected a ModelValidationError');
  }

  it('fails with the paths and the names of the constraints, never the values', () => {
    const error = failure(
      Profile,
      '{"name":"","active":"secret","score":1.5,"preferences":{"dark":7},"history":[{"dark":"1"},{"dark":"secret"},"secret"]}',
    );
    expect(error.failures).toEqual([
      { path: 'profile.name', constraints: ['isLength'] },
      { path: 'profile.active', constraints: ['isBoolean'] },
      { path: 'profile.score', constraints: ['isInt'] },
      { path: 'profile.preferences.dark', constraints: ['isBoolean'] },
      { path: 'profile.history[1].dark', constraints: ['isBoolean'] },
      { path: 'profile.history[2]', constraints: ['nestedValidation'] },
    ]);
    expect(error.paths).toHaveLength(6);
    expect(error).toMatchObject({ code: 'MODEL_VALIDATION', statusCode: 500 });
    expect(error.message).toMatch(/profile does not satisfy the model Profile: profile\.name \(isLength\), /);
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain('secret');
  });

  it.each(['1', 'true', '"text"', 'not json', '[]', '', '[{}]'])(
    'fails for %j, which is no object',
    (text) => {
      expect(failure(Profile, text).failures).toEqual([{ path: 'profile', constraints: ['isObject'] }]);
    },
  );

  it('fails for an integer beyond 2^53 where a number is declared', () => {
    expect(failure(Profile, '{"name":"x","active":"1","score":9007199254740993,"history":[]}').paths).toEqual(
      ['profile.score'],
    );
  });

  it('fails where a validator throws, with the cause', () => {
    class Fussy {
      @ValidateBy({
        name: 'fussy',
        validator: {
          validate: () => {
            throw new TypeError('no validator for this');
          },
        },
      })
      kind!: string;
    }
    const error = failure(Fussy, '{"kind":"x"}');
    expect(error.failures).toEqual([{ path: 'profile', constraints: ['validation'] }]);
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it('fails, and does not overflow the stack, when it is nested very deeply', () => {
    class Node {
      @ValidateNested()
      @Type(() => Node)
      @IsOptional()
      child?: Node;

      @IsString()
      name!: string;
    }
    const deep = '{"name":"n","child":'.repeat(400);
    expect(failure(Node, `${deep}{"name":7}${'}'.repeat(400)}`).failures).toHaveLength(1);
  });

  it('lists at most ten paths in its message', () => {
    const error = failure(Preferences, `{"dark":7,"flags":[]}`);
    expect(error.message).not.toContain('more');
    const many = failure(
      Profile,
      `{"name":"x","active":"1","history":[${Array.from({ length: 30 }, () => '{}').join()}]}`,
    );
    expect(many.paths).toHaveLength(30);
    expect(many.message).toContain('and 20 more');
  });
});

describe('hostile keys in a stored model', () => {
  it('pollute nothing and replace nothing of the class', () => {
    class Plain {
      @IsString()
      name!: string;

      greet(): string {
        return `Hello ${this.name}`;
      }
    }
    const plain = read(
      Plain,
      '{"name":"x","__proto__":{"polluted":1},"constructor":null,"greet":"no","toString":"no"}',
    );
    expect(plain).toBeInstanceOf(Plain);
    expect(plain?.greet()).toBe('Hello x');
    expect(Object.keys(plain ?? {})).toEqual(['name']);
    expect({}).not.toHaveProperty('polluted');
  });

  it('are kept as data inside an untyped property', () => {
    const extra = JSON.parse('{"__proto__":1,"constructor":2}');
    const profile = read(Profile, `{"name":"x","active":"1","history":[],"extra":${JSON.stringify(extra)}}`);
    expect(Object.entries(profile?.extra ?? {})).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });

  it('do not get past validation', () => {
    class Loose {
      @ValidateNested()
      anything!: object;
    }
    expect(() => read(Loose, '{"anything":{"constructor":null}}')).toThrow(ModelValidationError);
  });
});
