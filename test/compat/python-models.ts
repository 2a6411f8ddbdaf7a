import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsDate,
  IsEnum,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  ValidateNested,
} from 'class-validator';

/** The pydantic models of the vectors, as classes. */
export class Prefs {
  @IsBoolean()
  dark!: boolean;

  @IsOptional()
  @IsBoolean()
  beta: boolean | null = null;

  @IsBoolean({ each: true })
  flags: boolean[] = [];
}

export class Profile {
  @IsString()
  name!: string;

  @IsBoolean()
  active!: boolean;

  @IsInt()
  @Type(() => Number)
  score = 0;

  @IsNumber()
  ratio = 0;

  @IsOptional()
  @IsString()
  note: string | null = null;

  @IsString({ each: true })
  tags: string[] = [];

  @IsOptional()
  @ValidateNested()
  @Type(() => Prefs)
  prefs: Prefs | null = null;

  @IsObject()
  extra: Record<string, unknown> = {};
}

export class Code {
  @IsString()
  code!: string;
}

export class Stamped {
  @IsDate()
  at!: Date;

  @IsBoolean()
  active!: boolean;
}

export enum Mode {
  ON = 'on',
  ZERO = '0',
}

export class ModeHolder {
  @IsEnum(Mode)
  mode!: Mode;
}

export const PYTHON_MODELS = { Prefs, Profile, Code, Stamped, ModeHolder };
