import { Controller, Get, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { TenantContext } from '@tenantry/redis';
import { RequireTenantGuard } from './require-tenant.guard.js';

export class CurrentTenantDto {
  @ApiProperty({ example: 'acme' })
  tenant!: string;

  @ApiProperty({ required: false, description: 'User named by the x-user-id header.' })
  userId?: string;
}

@ApiTags('tenants')
@ApiSecurity('api-key')
@UseGuards(RequireTenantGuard)
@Controller('tenants')
export class TenantsController {
  /** The tenant (and user) that the API key and headers of this request stand for. */
  @Get('current')
  @ApiOkResponse({ type: CurrentTenantDto })
  current(): CurrentTenantDto {
    return { ...TenantContext.require() };
  }
}
