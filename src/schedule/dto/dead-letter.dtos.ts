import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString, Length } from 'class-validator';
import { ScheduledTriggerDto } from './schedule.dtos.js';

const MOST_IDS = 1_000;

export class RetryDeadLettersDto {
  @ApiProperty({ required: false, type: [String], description: 'Which ones; without it, all.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_IDS)
  @IsString({ each: true })
  @Length(1, 64, { each: true })
  ids?: string[];
}

export class DiscardDeadLettersQuery {
  @ApiProperty({
    required: false,
    type: [String],
    description: 'Which ones (?id=...&id=...); without it, all.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @IsArray()
  @ArrayMaxSize(MOST_IDS)
  @IsString({ each: true })
  @Length(1, 64, { each: true })
  id?: string[];
}

export class DeadLetterDto extends ScheduledTriggerDto {
  @ApiProperty({ example: '0-42' })
  id!: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When it was given up.' })
  buriedAt!: Date;

  @ApiProperty({ example: 5 })
  attempts!: number;

  @ApiProperty({ description: 'Message of the last error.' })
  error!: string;
}

export class DeadLetterPageDto {
  @ApiProperty({ type: [DeadLetterDto] })
  letters!: DeadLetterDto[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null after the last one.' })
  cursor!: string | null;
}

export class RetriedDto {
  @ApiProperty({ example: 1, description: 'How many are due now.' })
  retried!: number;
}

export class DiscardedDto {
  @ApiProperty({ example: 1, description: 'How many were removed.' })
  discarded!: number;
}
