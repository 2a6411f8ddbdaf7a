import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, IsOptional, IsPositive, IsString, Length, Matches, Max } from 'class-validator';
import { TEN_YEARS_SECONDS } from '../../common/ten-years.js';

/** Text that UTF-8 can hold. */
const WELL_FORMED = /^\P{Cs}*$/u;
/** Ids that keys can hold: neither NUL nor halves of surrogate pairs. */
const THREAD_ID = /^[^\0\p{Cs}]+$/u;
const NO_THREAD_ID = { message: '$property may not contain NUL or half of a surrogate pair' };

/** What somebody says in a thread. */
export class SayDto {
  @ApiProperty({ example: 'Hello!', minLength: 1, maxLength: 10_000 })
  @IsString()
  @Length(1, 10_000)
  @Matches(WELL_FORMED, { message: '$property may not contain half of a surrogate pair' })
  message!: string;

  @ApiProperty({
    required: false,
    example: 'thread_1',
    description: 'The thread to go on with, or to begin; a new one if there is none.',
  })
  @IsOptional()
  @IsString()
  @Length(1, 256)
  @Matches(THREAD_ID, NO_THREAD_ID)
  thread_id?: string;

  @ApiProperty({ required: false, description: 'The same as thread_id, which goes first.' })
  @IsOptional()
  @IsString()
  @Length(1, 256)
  @Matches(THREAD_ID, NO_THREAD_ID)
  threadId?: string;
}

export class GenieAnswerDto {
  @ApiProperty({ example: 'You said: "Hello!" (message 1 of those I remember)' })
  response!: string;

  @ApiProperty({ example: 'thread_1', description: 'To go on with.' })
  thread_id!: string;
}

export class ChatDto extends SayDto {
  @ApiProperty({
    required: false,
    example: 3_600,
    description: 'Seconds of silence after which the assistant comes back; each message with it begins anew.',
  })
  @IsOptional()
  @IsNumber()
  @IsPositive()
  @Max(TEN_YEARS_SECONDS)
  followUpSeconds?: number;
}

export class ToolRunDto {
  @ApiProperty({ example: 'email_validator' })
  tool!: string;

  @ApiProperty({ enum: ['success', 'error'] })
  status!: 'success' | 'error';
}

export class ChatAnswerDto extends GenieAnswerDto {
  @ApiProperty({ type: [ToolRunDto], description: 'Tools that have run for this answer.' })
  tools!: ToolRunDto[];

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the assistant comes back.',
  })
  followUpAt!: Date | null;
}
