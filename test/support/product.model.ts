import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsDate,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Min,
  ValidateNested,
} from 'class-validator';
import { Indexed } from '../../libs/redis/src/codec/indexed.decorator.js';

/** Part of a {@link Product}. */
export class Maker {
  @IsString() name!: string;
  @IsBoolean() verified!: boolean;
}

/** A row with a field of every kind. */
export class Product {
  @Indexed() @IsString() sku!: string;
  @IsNumber() @Min(0) price!: number;
  @Indexed() @IsBoolean() active!: boolean;
  @IsDate() created!: Date;
  @ValidateNested() @Type(() => Maker) maker!: Maker;
  @IsArray() @ValidateNested({ each: true }) @Type(() => Maker) resellers: Maker[] = [];
  @IsArray() @IsBoolean({ each: true }) flags: boolean[] = [];
  @IsArray() @IsString({ each: true }) tags: string[] = [];
  @IsOptional() @IsInt() stock?: number;
  @IsOptional() @IsString() note: string | null = null;
}

/** A product that its own decorators accept. */
export function product(sku: string, fields: Partial<Product> = {}): Product {
  const maker = Object.assign(new Maker(), { name: '1', verified: false });
  const created = new Date('2026-01-02T03:04:05.678Z');
  return Object.assign(new Product(), { sku, price: 29.5, active: false, created, maker, ...fields });
}
