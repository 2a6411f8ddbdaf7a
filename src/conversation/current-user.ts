import { BadRequestException } from '@nestjs/common';
import { TenantContext } from '@tenantry/redis';

/**
 * The user of the running request.
 * @throws BadRequestException if the request names none
 */
export function currentUserId(): string {
  const userId = TenantContext.current()?.userId;
  if (userId === undefined || userId === '') {
    throw new BadRequestException('Send the id of the user in the x-user-id header.');
  }
  return userId;
}
