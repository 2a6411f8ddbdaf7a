import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** Which page of a list is asked for. */
export class PageQuery {
  @ApiProperty({ required: false, description: 'cursor of the page before; without it, the first page.' })
  @IsOptional()
  @IsString()
  @Length(1, 8_192)
  cursor?: string;

  @ApiProperty({ required: false, default: 100, minimum: 1, maximum: 500, type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;
}
