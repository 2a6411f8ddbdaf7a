import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { Product } from '../product.model.js';

export class WriteProductDto extends Product {
  @ApiProperty({ example: 'prod_123' })
  @IsString()
  @Length(1, 256)
  id!: string;
}

export class FindProductQuery {
  @ApiProperty({ example: 'W-1' })
  @IsString()
  @Length(1, 64)
  sku!: string;
}

export class ProductDto extends Product {
  @ApiProperty({ example: 'prod_123' })
  id!: string;
}
