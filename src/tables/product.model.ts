import { ApiProperty } from '@nestjs/swagger';
import { Indexed } from '@tenantry/redis';
import { IsBoolean, IsNumber, IsString, Length, Min } from 'class-validator';

/** A row of the table `products`: validated when it comes in and whenever it is read back. */
export class Product {
  @ApiProperty({ example: 'W-1', description: 'Stock-keeping unit: products can be found by it.' })
  @Indexed()
  @IsString()
  @Length(1, 64)
  sku!: string;

  @ApiProperty({ example: 'Widget' })
  @IsString()
  @Length(1, 200)
  name!: string;

  @ApiProperty({ example: 29.99, minimum: 0 })
  @IsNumber()
  @Min(0)
  price!: number;

  @ApiProperty({ example: true })
  @IsBoolean()
  active!: boolean;
}
