import { ApiProperty } from '@nestjs/swagger';
import { fieldsSchema } from '../../common/fields.schema.js';

const FIELDS_EXAMPLE = { name: 'Widget', price: 29.99, active: true };

/** What Swagger shows for the fields of a row. */
export const FIELDS_SCHEMA = fieldsSchema(FIELDS_EXAMPLE);

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
