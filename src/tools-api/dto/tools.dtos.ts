import { ApiProperty } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, Length } from 'class-validator';

export class ExecuteToolDto {
  @ApiProperty({ example: 'email_validator', description: 'Name of the tool.' })
  @IsString()
  @Length(1, 128)
  tool!: string;

  @ApiProperty({ required: false, type: Object, example: { email: 'alice@example.com' } })
  @IsOptional()
  @IsObject()
  input?: object;
}

export class ExecutedToolDto {
  @ApiProperty({ enum: ['executed'] })
  status!: 'executed';

  @ApiProperty({ example: 'email_validator' })
  tool!: string;

  @ApiProperty({
    type: Object,
    example: 'Email alice@example.com is valid',
    description: 'What it answered.',
  })
  result!: unknown;
}

export class ToolDto {
  @ApiProperty({ example: 'email_validator' })
  name!: string;

  @ApiProperty({ example: 'Tells whether an e-mail address is valid.' })
  description!: string;
}
