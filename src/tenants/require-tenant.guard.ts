import { Injectable, UnauthorizedException, type CanActivate } from '@nestjs/common';
import { TenantContext } from '@tenantry/redis';

/** Admits only requests whose tenant is known. */
@Injectable()
export class RequireTenantGuard implements CanActivate {
  /** @throws UnauthorizedException */
  canActivate(): boolean {
    if (TenantContext.current() === undefined)
      throw new UnauthorizedException('Send your API key in the x-api-key header.');
    return true;
  }
}
