import { Injectable, type CanActivate } from '@nestjs/common';
import { currentUserId } from './current-user.js';

/** Admits only requests that name their user. */
@Injectable()
export class RequireUserGuard implements CanActivate {
  /** @throws BadRequestException */
  canActivate(): boolean {
    currentUserId();
    return true;
  }
}
