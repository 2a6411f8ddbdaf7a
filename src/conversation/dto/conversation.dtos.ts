import { ApiProperty } from '@nestjs/swagger';

export class ReplacedStateDto {
  @ApiProperty({ enum: ['created', 'replaced'] })
  status!: 'created' | 'replaced';
}

export class WrittenStateDto {
  @ApiProperty({ enum: ['created', 'updated'] })
  status!: 'created' | 'updated';
}

export class StateNamesDto {
  @ApiProperty({ type: [String], example: ['conversation', 'form_progress'] })
  states!: string[];
}

export class RemovedStatesDto {
  @ApiProperty({ example: 2, description: 'How many states were removed.' })
  removed!: number;
}
