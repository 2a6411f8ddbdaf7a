import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

export class MessageDto {
  @ApiProperty({ example: 'Hello!' })
  @IsString()
  @Length(1, 10_000)
  text!: string;
}

export class AcceptedMessageDto {
  @ApiProperty({ enum: ['accepted'] })
  status!: 'accepted';

  @ApiProperty({ example: 3, description: 'Messages of the user that wait to be processed.' })
  waiting!: number;

  @ApiProperty({ type: String, format: 'date-time', description: 'When they will be, if none comes before.' })
  dueAt!: Date;
}
