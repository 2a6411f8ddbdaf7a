import { Controller, Delete, Inject, Param, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { TableRepository } from '@tenantry/redis';
import { RequireTenantGuard } from '../tenants/require-tenant.guard.js';
import { RemovedRowsDto } from './dto/row.dtos.js';

/** Rows of the calling tenant across all of its tables. */
@ApiTags('tables')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('rows')
export class RowsController {
  constructor(@Inject(TableRepository) private readonly tables: TableRepository) {}

  /** Removes the rows with this primary key from every table. */
  @Delete(':pk')
  @ApiOkResponse({ type: RemovedRowsDto })
  async removeFromAllTables(@Param('pk') pk: string): Promise<RemovedRowsDto> {
    return { removed: await this.tables.deleteAllByPkid(pk) };
  }
}
