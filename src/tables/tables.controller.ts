import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Patch,
  Put,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { TableRepository } from '@tenantry/redis';
import { FieldsPipe, type Fields } from '../common/fields.pipe.js';
import { PageQuery } from '../common/page.query.js';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { FIELDS_SCHEMA, ReplacedRowDto, RowDto, RowPageDto, WrittenRowDto } from './dto/row.dtos.js';

/** Rows of the calling tenant's tables. A table exists as soon as a row is written to it. */
@ApiTags('tables')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('tables/:table/rows')
export class TablesController {
  constructor(@Inject(TableRepository) private readonly tables: TableRepository) {}

  /** Rows in the order of their keys, a page at a time. */
  @Get()
  @ApiOkResponse({ type: RowPageDto })
  async list(@Param('table') table: string, @Query() query: PageQuery): Promise<RowPageDto> {
    const { records, cursor } = await this.tables.of(table).list(query);
    return { rows: records.map(({ id, record }) => ({ pk: id, fields: record })), cursor };
  }

  @Get(':pk')
  @ApiOkResponse({ type: RowDto })
  async find(@Param('table') table: string, @Param('pk') pk: string): Promise<RowDto> {
    const fields = await this.tables.get(table, pk);
    if (fields === null) throw unknownRow();
    return { pk, fields };
  }

  /** Replaces the row: fields that are not named are gone. */
  @Put(':pk')
  @ApiBody({ schema: FIELDS_SCHEMA })
  @ApiOkResponse({ type: ReplacedRowDto })
  async replace(
    @Param('table') table: string,
    @Param('pk') pk: string,
    @Body(FieldsPipe) fields: Fields,
  ): Promise<ReplacedRowDto> {
    return { status: (await this.tables.set(table, pk, fields)) ? 'created' : 'replaced' };
  }

  /** Writes the named fields, atomically; the others stay. */
  @Patch(':pk')
  @ApiBody({ schema: FIELDS_SCHEMA })
  @ApiOkResponse({ type: WrittenRowDto })
  async upsert(
    @Param('table') table: string,
    @Param('pk') pk: string,
    @Body(FieldsPipe) fields: Fields,
  ): Promise<WrittenRowDto> {
    return { status: (await this.tables.upsert(table, pk, fields)) ? 'created' : 'updated' };
  }

  @Delete(':pk')
  @HttpCode(204)
  async remove(@Param('table') table: string, @Param('pk') pk: string): Promise<void> {
    if (!(await this.tables.delete(table, pk))) throw unknownRow();
  }
}

function unknownRow(): NotFoundException {
  return new NotFoundException('No such row.');
}
