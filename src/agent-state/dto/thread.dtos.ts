import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNumber, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { TEN_YEARS_DAYS, TEN_YEARS_SECONDS } from '../../common/ten-years.js';
import { AgentStateDto } from './agent-state.dtos.js';

export class ListThreadsQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'What the ids begin with.' })
  @IsOptional()
  @IsString()
  @Length(1, 1_024)
  prefix?: string;
}

export class ReadStateQuery {
  @ApiProperty({
    required: false,
    minimum: 0,
    type: 'integer',
    description: 'How many of the last messages; without it, all.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  messages?: number;
}

export class RecentThreadsQuery {
  @ApiProperty({ required: false, default: 10, minimum: 1, maximum: 100, type: 'integer' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  @ApiProperty({
    required: false,
    default: 20,
    minimum: 0,
    maximum: 500,
    type: 'integer',
    description: 'How many of the last messages of each thread.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(500)
  messages?: number;
}

export class ExtendTtlDto {
  @ApiProperty({
    required: false,
    example: 3_600,
    description: 'Seconds from now that the thread lives at least. Without it, those of a new thread.',
  })
  @IsOptional()
  @IsNumber()
  @Min(0.001)
  @Max(TEN_YEARS_SECONDS)
  ttlSeconds?: number;
}

export class CleanupDto {
  @ApiProperty({ required: false, default: 30, description: 'Days since the last change.' })
  @IsOptional()
  @IsNumber()
  @Min(0.001)
  @Max(TEN_YEARS_DAYS)
  maxAgeDays?: number;
}

export class ThreadPageDto {
  @ApiProperty({ type: [String], example: ['thread_1'] })
  threadIds!: readonly string[];

  @ApiProperty({ type: String, nullable: true, description: 'Where the next page begins; null at the end.' })
  cursor!: string | null;

  @ApiProperty({ example: 1, description: 'Threads of the tenant in all.' })
  total!: number;
}

export class RecentThreadsDto {
  @ApiProperty({ type: [AgentStateDto] })
  states!: AgentStateDto[];
}

export class DeletedThreadDto {
  @ApiProperty({ enum: ['deleted'] })
  status!: 'deleted';
}

export class ThreadExistsDto {
  @ApiProperty()
  exists!: boolean;
}

export class ThreadTtlDto {
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Seconds; null for a thread that never expires.',
  })
  ttlSeconds!: number | null;
}

export class CleanedUpDto {
  @ApiProperty({ example: 2, description: 'How many threads were removed.' })
  removed!: number;
}
