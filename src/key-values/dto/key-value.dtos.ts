import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsDefined, IsInt, IsOptional, IsPositive, Max } from 'class-validator';
import { TEN_YEARS_SECONDS } from '../../common/ten-years.js';

export class SetKeyValueDto {
  @ApiProperty({ example: { theme: 'dark', lang: 'en' }, description: 'Any JSON value.' })
  @IsDefined()
  value!: unknown;

  @ApiProperty({ required: false, description: 'Seconds until the value expires; without it, never.' })
  @IsOptional()
  @IsInt()
  @IsPositive()
  @Max(TEN_YEARS_SECONDS)
  ttlSeconds?: number;

  @ApiProperty({ required: false, default: false, description: 'Answer 409 if the key exists.' })
  @IsOptional()
  @IsBoolean()
  onlyIfAbsent?: boolean;
}

export class KeyValueDto {
  @ApiProperty({ example: 'config_key' })
  key!: string;

  @ApiProperty({ example: { theme: 'dark', lang: 'en' } })
  value!: unknown;
}
