import { Exclude, Expose, Transform, Type } from 'class-transformer';
import { IsBoolean, IsDate, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
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

describe('class-transformer', () => {
  it('decorators for HTTP never change what is stored or read', () => {
    @Exclude()
    class Account {
      @Expose({ name: 'login' })
      @IsString()
      name!: string;

      @Exclude()
      @IsString()
      password!: string;

      @Transform(() => '***')
      token!: string;

      @Expose({ groups: ['admin'] })
      @Type(() => Date)
      since!: Date;
    }
    const account = create(Account, { name: 'a', password: 'b', token: 'c', since: new Date(0) });
    expect(codec.encode(account, 'account')).toBe(
      '{"name":"a","password":"b","token":"c","since":"1970-01-01T00:00:00.000Z"}',
    );
    expect(roundTrip(Account, account)).toStrictEqual(account);
  });

  it('@Type restores dates, numbers, texts and booleans', () => {
    class Typed {
      @Type(() => Date)
      at!: Date;

      @Type(() => Number)
      score!: number;

      @Type(() => String)
      code!: string;

      @Type(() => Boolean)
      active!: boolean;

      @Type(() => Date)
      log!: Date[];
    }
    expect(read(Typed, '{"at":"2024-01-02T03:04:05Z","score":"7","code":7,"active":"0","log":[0]}')).toEqual({
      at: new Date('2024-01-02T03:04:05Z'),
      score: 7,
      code: '7',
      active: false,
      log: [new Date(0)],
    });
    expect(read(Typed, '{"at":"never","score":"many","code":null,"active":"maybe"}')).toEqual({
      at: 'never',
      score: 'many',
      code: null,
      active: 'maybe',
    });
  });

  it('is not needed where TypeScript knows the type of a decorated property', () => {
    class Reflected {
      @IsDate()
      at!: Date;

      @ValidateNested()
      preferences!: Preferences;

      @IsOptional()
      active?: boolean;

      @Type()
      until!: Date;
    }
    const value = create(Reflected, {
      at: new Date(5),
      preferences: create(Preferences, { dark: true }),
      active: false,
      until: new Date(7),
    });
    expect(codec.encode(value, 'f')).toContain('"active":"0"');
    expect(roundTrip(Reflected, value)).toStrictEqual(value);
  });

  it('discriminators choose the class, also where the instances do not store them', () => {
    abstract class Shape {
      label?: string;
    }
    class Circle extends Shape {
      @IsInt()
      radius!: number;
    }
    class Square extends Shape {
      @IsBoolean()
      filled!: boolean;
    }
    const shapeType = (keepDiscriminatorProperty: boolean) =>
      Type(() => Shape, {
        discriminator: {
          property: 'kind',
          subTypes: [
            { value: Circle, name: 'circle' },
            { value: Square, name: 'square' },
          ],
        },
        keepDiscriminatorProperty,
      });
    class Drawing {
      @ValidateNested({ each: true })
      @shapeType(false)
      shapes!: Shape[];

      @IsOptional()
      @shapeType(true)
      background?: Shape;
    }
    const drawing = create(Drawing, {
      shapes: [create(Circle, { radius: 1 }), create(Square, { filled: true })],
    });
    expect(codec.encode(drawing, 'drawing')).toBe(
      '{"shapes":[{"kind":"circle","radius":1},{"kind":"square","filled":"1"}]}',
    );
    expect(roundTrip(Drawing, drawing)).toEqual(drawing);
    expect(roundTrip(Drawing, drawing)?.shapes[1]).toBeInstanceOf(Square);
    expect(read(Drawing, '{"shapes":[],"background":{"kind":"circle","radius":2}}')?.background).toEqual({
      kind: 'circle',
      radius: 2,
    });
  });
});
