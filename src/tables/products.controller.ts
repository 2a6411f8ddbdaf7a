import {
  Body,
  Controller,
  Get,
  Inject,
  NotFoundException,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { TableRepository, type TypedTable } from '@tenantry/redis';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { FindProductQuery, ProductDto, WriteProductDto } from './dto/product.dtos.js';
import { WrittenRowDto } from './dto/row.dtos.js';
import { Product } from './product.model.js';

/** The table `products` of the calling tenant, as instances of a class. */
@ApiTags('products')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('products')
export class ProductsController {
  readonly #products: TypedTable<Product>;

  constructor(@Inject(TableRepository) tables: TableRepository) {
    this.#products = tables.of('products', Product);
  }

  /** Creates a product, or overwrites its fields. */
  @Post()
  @ApiCreatedResponse({ type: WrittenRowDto })
  async upsert(@Body() { id, ...product }: WriteProductDto): Promise<WrittenRowDto> {
    return { status: (await this.#products.upsert(id, product)) ? 'created' : 'updated' };
  }

  /** The product with this stock-keeping unit; of several, the one with the lowest id. Uses an index. */
  @Get()
  @ApiOkResponse({ type: ProductDto })
  async findBySku(@Query() { sku }: FindProductQuery): Promise<ProductDto> {
    const [found] = await this.#products.findByField('sku', sku);
    if (found === undefined) throw unknownProduct();
    return toDto(found.id, found.record);
  }

  @Get(':id')
  @ApiOkResponse({ type: ProductDto })
  async find(@Param('id') id: string): Promise<ProductDto> {
    const product = await this.#products.get(id);
    if (product === null) throw unknownProduct();
    return toDto(id, product);
  }
}

function toDto(id: string, { sku, name, price, active }: Product): ProductDto {
  return { id, sku, name, price, active };
}

function unknownProduct(): NotFoundException {
  return new NotFoundException('No such product.');
}
