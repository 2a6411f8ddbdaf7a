import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

const FIELDS_EXAMPLE = { name: 'Widget', price: 29.99, active: true };

/** What Swagger shows for a body of free fields. */
export const FIELDS_SCHEMA = {
  type: 'object',
  additionalProperties: true,
  minProperties: 1,
  maxProperties: 100,
  example: FIELDS_EXAMPLE,
} as const;

export class RowPageQuery {
  @ApiProperty({ required: false, description: 'cursor of the page before; without it, the first page.' })
  @IsOptional()
  @IsString()
  @Length(1, 4_096)
  cursor?: string;

  @ApiProperty({ required: false, default: 100, minimum: 1, maximum: 500, type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;
}

export class RowDto {
  @ApiProperty({ example: 'prod_123' })
  pk!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: FIELDS_EXAMPLE })
  fields!: Record<string, unknown>;
}

export class RowPageDto {
  @ApiProperty({ type: [RowDto] })
  rows!: RowDto[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null after the last one.' })
  cursor!: string | null;
}

export class ReplacedRowDto {
  @ApiProperty({ enum: ['created', 'replaced'] })
  status!: 'created' | 'replaced';
}

export class WrittenRowDto {
  @ApiProperty({ enum: ['created', 'updated'] })
  status!: 'created' | 'updated';
}

export class RemovedRowsDto {
  @ApiProperty({ example: 2, description: 'How many rows were removed.' })
  removed!: number;
}
