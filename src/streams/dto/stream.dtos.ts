import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export class FollowThreadQuery {
  @ApiProperty({
    required: false,
    default: 0,
    minimum: 0,
    maximum: 1_000,
    type: 'integer',
    description: 'How many of the last messages the stream begins with.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000)
  messages?: number;

  @ApiProperty({
    required: false,
    description: 'The same as the header Last-Event-ID, which goes first: for clients that cannot set it.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  lastEventId?: string;
}
