import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, IsOptional, IsPositive, IsString, Length, Max, ValidateIf } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { TEN_YEARS_SECONDS } from '../../common/ten-years.js';
import { SEND_REMINDER } from '../actions.js';

const PAYLOAD_EXAMPLE = { template: 'welcome' };

export class ScheduleWorkDto {
  @ApiProperty({ example: 'user456', required: false, description: 'Whom the work concerns.' })
  @ValidateIf(({ user_id }: ScheduleWorkDto) => user_id === undefined)
  @IsString()
  @Length(1, 256)
  userId?: string;

  @ApiProperty({ required: false, description: 'The same as userId, which goes first.' })
  @ValidateIf(({ user_id }: ScheduleWorkDto) => user_id !== undefined)
  @IsString()
  @Length(1, 256)
  user_id?: string;

  @ApiProperty({ required: false, default: SEND_REMINDER, description: 'What is to be done.' })
  @IsOptional()
  @IsString()
  @Length(1, 256)
  action?: string;

  @ApiProperty({ required: false, default: 3_600, description: 'Seconds until then; fractions are allowed.' })
  @IsOptional()
  @IsNumber()
  @IsPositive()
  @Max(TEN_YEARS_SECONDS)
  delaySeconds?: number;

  @ApiProperty({ required: false, example: PAYLOAD_EXAMPLE, description: 'What the handler gets.' })
  @IsOptional()
  payload?: unknown;
}

export class ScheduledWorkDto {
  @ApiProperty({ enum: ['scheduled'] })
  status!: 'scheduled';

  @ApiProperty({ example: 'in 1 hour' })
  followup!: string;

  @ApiProperty({ example: 'send_reminder' })
  action!: string;

  @ApiProperty({ example: 'user456' })
  identifier!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  dueAt!: Date;

  @ApiProperty({ description: 'True if it was scheduled already, and is moved.' })
  rearmed!: boolean;
}

export class SchedulePageQuery extends PageQuery {
  @ApiProperty({ required: false, description: 'Only triggers of this action.' })
  @IsOptional()
  @IsString()
  @Length(1, 256)
  action?: string;
}

export class ScheduledTriggerDto {
  @ApiProperty({ example: 'send_reminder' })
  action!: string;

  @ApiProperty({ example: 'user456' })
  identifier!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  dueAt!: Date;

  @ApiProperty({ type: Object, nullable: true, example: PAYLOAD_EXAMPLE })
  payload!: unknown;
}

export class SchedulePageDto {
  @ApiProperty({ type: [ScheduledTriggerDto] })
  triggers!: readonly ScheduledTriggerDto[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null after the last one.' })
  cursor!: string | null;
}
